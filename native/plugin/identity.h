// What this DSO is. Defined by the source file that cmake/describe.mjs writes from the plugin's own registration.
#pragma once

extern "C" {
extern const int flbnode_plugin_type;  // flb::PluginType
extern const char flbnode_plugin_name[];
extern const char flbnode_plugin_description[];
extern const char flbnode_bundle_start[];
extern const char flbnode_bundle_end[];
}
