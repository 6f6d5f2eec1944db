// theriac: finds, ranks and follows the security risks of a device, offline.
#include "base/arena.h"
#include "cli/options.h"

int main(int argc, char **argv)
{
    mem_keep_freed();
    return cli_main(argc, argv);
}
