// Marks what the executable exports to plugins, as Fluent Bit does with ENABLE_EXPORTS. All else is hidden.
#pragma once

#define HOST_EXPORT extern "C" __attribute__((visibility("default"), used))
