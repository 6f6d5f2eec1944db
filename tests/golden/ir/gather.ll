; Addresses by the vector: no source of C makes them at -O0, and the IR has no such operation.
define ptr @plain(ptr %p) {
  %q = getelementptr i8, ptr %p, i64 1
  ret ptr %q
}
define <2 x ptr> @gather(<2 x ptr> %p) {
  %q = getelementptr i8, <2 x ptr> %p, i64 1
  ret <2 x ptr> %q
}
