// The main thread: signals, reloads, the end.
#pragma once

#include "service/settings.h"

namespace host {

// The process's exit status: 0, or 1 when the start-up failed.
int run(const Settings& settings);

}  // namespace host
