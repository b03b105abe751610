// The symbol of a prebuilt filter. `flb-node build --prebuilt` writes filter_NAME_plugin over this name, which therefore
// is as long as one may be: a NAME of 64 characters.
#include "filter_symbol.h"

FLBNODE_FILTER_SYMBOL(filter_0000000000000000000000000000000000000000000000000000000000000000_plugin);
