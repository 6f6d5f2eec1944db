// theriac: finds, ranks and follows the security risks of a device, offline.
#include "cli/options.h"

int main(int argc, char **argv)
{
    return cli_main(argc, argv);
}
