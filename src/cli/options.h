// Runs one command line from argv to the exit code (cli/cli.h has the parts).
#pragma once
int cli_main(int argc, char **argv);
