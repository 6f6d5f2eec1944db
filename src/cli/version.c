#include "cli/cli.h"

const char THERIAC_VERSION[] = "0.1.0";
