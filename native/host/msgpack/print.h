// MessagePack as Fluent Bit's stdout output shows it (msgpack-c's notation). Any thread.
#pragma once

#include <string>

#include "msgpack/reader.h"

namespace host {

// Reads one whole value and appends it to `out`. False when the bytes end too early.
bool print_value(Reader* reader, std::string* out, int max_depth = 64);

}  // namespace host
