// From 5.1.1 a proxy may declare its properties; unknown ones then fail the start-up.
#pragma once

#include "pipeline/instance.h"

namespace host {

// `map` is the plugin's array of struct flb_config_map, or NULL. Logs what is wrong.
bool check_properties(const Instance& instance, const void* map);

}  // namespace host
