// Every reader of parts: ECO(name) is src/parts/eco_name.c and its ECO_name. The order does not matter.
ECO(apk)
ECO(dpkg)
ECO(macros)
ECO(npm)
ECO(opkg)
