// Ids of Graphviz objects that don't depend on where strings happen to lie in memory. Graphviz by itself takes a name's
// address as its id, and ids decide the order in which the layout meets edges: the same model would be drawn
// differently from run to run.
#pragma once
#include <graphviz/cgraph.h>

extern Agdisc_t GRAPH_DISCIPLINE; // for agopen; each graph numbers its own names
