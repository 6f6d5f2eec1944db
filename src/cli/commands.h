// Every command, in the order of the help: COMMAND(name) is src/cli/cmd_name.c and its CMD_name.
COMMAND(scan)
COMMAND(triage)
COMMAND(report)
COMMAND(completion)
COMMAND(man)
COMMAND(sbom)
COMMAND(threats)
COMMAND(version)
