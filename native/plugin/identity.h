// What this DSO is. Defined by the source file that cmake/describe.mjs writes from the plugin's own registration.
#pragma once

#include "fluent_bit_abi.h"

extern "C" {
extern const int flbnode_plugin_type;  // flb::PluginType
extern const int flbnode_plugin_event_types;  // bits of flb::EventType; outputs only, else 0
extern const char flbnode_plugin_name[];
extern const char flbnode_plugin_description[];
extern const flb::ConfigMapEntry* const flbnode_plugin_config_map;  // null: what a section may hold is not known
extern const char flbnode_bundle_start[];
extern const char flbnode_bundle_end[];
}
