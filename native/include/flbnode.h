// The C ABI between a plugin DSO (native/plugin) and the runtime (native/runtime, libflbnode.so).
//
// Versioned: a DSO uses a runtime only if `flbnode_api_v1` exists in it and `abi_version` is the one it was
// built with. Plain C types only, so that a DSO and a runtime built by different compilers agree.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FLBNODE_ABI_VERSION 1

// What a plugin DSO is: written by the build from the plugin's own registration (cmake/describe.mjs).
// Lives in the DSO's read-only data, which stays mapped for the life of the process (-z nodelete).
struct flbnode_plugin {
  uint32_t size;            // sizeof(struct flbnode_plugin), so that fields may be added at the end
  int32_t type;             // flb::PluginType
  const char* name;         // as registered: `-i NAME`
  const char* description;  // one line
  const char* path;         // of the DSO itself; require() in the bundle resolves from its folder
  const char* bundle;       // the CommonJS bundle, not NUL-terminated
  size_t bundle_size;       // bytes
};

struct flbnode_instance;  // opaque; owned by the runtime from init to exit

// Every function may be called from any Fluent Bit thread unless it says otherwise. None throws.
struct flbnode_api {
  uint32_t abi_version;

  // FLBPluginInit, or a filter's cb_init. Starts Node on the first call of the process, then the instance's Worker, and waits until the
  // plugin's init settles. `host_plugin` is Fluent Bit's struct flbgo_*_plugin; for a filter,
  // one like it with no more than `name`, `instance` and log_print. Returns NULL when the instance
  // could not start; the reason is in the log by then.
  struct flbnode_instance* (*init)(const struct flbnode_plugin* plugin, void* host_plugin);

  // FLBPluginInputPreRun / FLBPluginOutputPreRun: collect() starts.
  void (*pre_run)(struct flbnode_instance*);

  // FLBPluginInputCallback. Takes what the queue holds: *data is to be handed back to `collect_done`.
  // Returns flb::Result; *size is 0 when there is nothing.
  int (*collect)(struct flbnode_instance*, void** data, size_t* size);
  void (*collect_done)(void* data);

  // FLBPluginFlush(Ctx). Copies the chunk and waits for the plugin's promise, at most node.flush_timeout.
  // Called on a coroutine stack of 24 KiB: everything below keeps its frames small and enters no V8.
  int (*flush)(struct flbnode_instance*, const void* data, size_t size, const char* tag);

  // FLBPluginInputPause / Resume. Pause hands Fluent Bit what the queue holds before it returns.
  void (*pause)(struct flbnode_instance*);
  void (*resume)(struct flbnode_instance*);

  // FLBPluginInputPreExit: cancels the plugin's context; does not wait.
  void (*pre_exit)(struct flbnode_instance*);

  // FLBPluginExit(Ctx). Cancels, waits at most node.exit_timeout, ends the Worker, frees the instance.
  // The last one of the process also ends Node's threads.
  void (*exit)(struct flbnode_instance*);

  // flb_filter_plugin.cb_filter. Copies the chunk and waits for the plugin's answer, at most node.filter_timeout.
  // Returns flb::FilterResult; *out, if any, is by the executable's malloc, and Fluent Bit frees it.
  int (*filter)(struct flbnode_instance*, const void* data, size_t size, const char* tag, size_t tag_size, void** out,
                size_t* out_size);
};

// The runtime's one exported symbol.
const struct flbnode_api* flbnode_api_v1(void);

#ifdef __cplusplus
}
#endif
