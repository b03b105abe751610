// The plugins that the host itself has, so that one of a kind can be tried alone.
#pragma once

#include <memory>
#include <string>

#include "pipeline/plugin.h"

namespace host {

// `dummy` (dummy, metadata, rate, samples) and `stdout`, `null`. NULL for any other name.
std::unique_ptr<InputPlugin> make_builtin_input(const std::string& name);
std::unique_ptr<OutputPlugin> make_builtin_output(const std::string& name);

std::unique_ptr<InputPlugin> make_dummy();
std::unique_ptr<OutputPlugin> make_stdout();

}  // namespace host
