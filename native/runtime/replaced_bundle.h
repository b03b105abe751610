// A plugin whose file was replaced while Fluent Bit runs.
#pragma once

#include <optional>
#include <string>

#include "flbnode.h"

namespace flbnode {

// The bundle in the file that now stands at the plugin's path, if that is another file than the one that was loaded.
//
// A hot reload opens the plugin anew while the old instances are alive, and the dynamic linker gives back what it has
// already loaded under that path. So the code of a replaced .so would never run. Its native part need not (it is the same
// for all plugins of a release); the bundle is read from the new file instead.
std::optional<std::string> ReplacedBundle(const flbnode_plugin& plugin);

}  // namespace flbnode
