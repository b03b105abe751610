// The part of Fluent Bit's ABI that proxy plugins and filters touch, 2.2 to 5.1, 64-bit.
//
// Copied from nowhere: the layouts were read from Fluent Bit's sources
// (include/fluent-bit/flb_plugin_proxy.h, flb_api.h, src/proxy/go/go.h) and verified with probe
// plugins. Fields that only newer hosts have are named in the comments; never touch one without the
// check that stands beside it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace flb {

// What entry points return. A flush that returns anything else counts as Error.
enum Result : int { kError = 0, kOk = 1, kRetry = 2 };

// flb_plugin_proxy_def.type; but kFilter, which no proxy plugin can be, is ours.
enum PluginType : int { kInput = 1, kOutput = 2, kCustom = 3, kFilter = 4 };

// Bits of flb_plugin_proxy_def.event_type: what an output takes. 0 counts as logs.
enum EventType : int { kLogs = 1, kMetrics = 2, kTraces = 4 };

// flb_plugin_proxy_def.proxy: the only proxy kind that Fluent Bit knows ("GOLANG").
constexpr int kProxyKind = 11;

// Levels of log_print and of the *_log_check functions.
enum LogLevel : int { kLogError = 1, kLogWarn = 2, kLogInfo = 3, kLogDebug = 4, kLogTrace = 5 };

// struct flb_config_map of 5.1.1: one property that a section may hold. An array of them ends with one of all zeros. The
// host copies each, but for the description.
struct ConfigMapEntry {
  int type;  // ConfigMapType
  const char* name;
  const char* default_value;  // null: none
  int flags;                  // 0: may stand there once
  int set_property;           // 0: the host writes the value to no structure of ours; values of proxies stay strings
  uintptr_t offset;           // of that structure
  const char* description;
  char internal[56];  // the host's own
};
static_assert(offsetof(ConfigMapEntry, description) == 40 && sizeof(ConfigMapEntry) == 104);

// ConfigMapEntry.type, those that are used here. Of a proxy's entry the host reads the default by its type, and nothing
// else: a default of a boolean that it cannot read fails the start.
enum ConfigMapType : int {
  kMapString = 0,
  kMapInteger = 2,
  kMapBoolean = 3,
  kMapDouble = 4,
  kMapSize = 5,
  kMapTime = 6,
};

// Filled by FLBPluginRegister. The host callocs it at its own version's size: write `event_type` and
// `config_map` only where malloc_usable_size() says that they exist. The host copies `name` and keeps
// `description` and `config_map`, which must stay valid until FLBPluginUnregister.
struct ProxyDef {
  int type;
  int proxy;
  int flags;
  char* name;
  char* description;
  int event_type;    // from 4.2.3 and 5.0.0
  void* config_map;  // from 5.1.1: ConfigMapEntry[]; null: any key passes
};
static_assert(offsetof(ProxyDef, event_type) == 32 && offsetof(ProxyDef, config_map) == 40);

// The host's functions, one table per plugin DSO.
struct Api {
  const char* (*output_get_property)(const char* key, void* ins);
  const char* (*input_get_property)(const char* key, void* ins);
  void* (*output_get_cmt_instance)(void* ins);
  void* (*input_get_cmt_instance)(void* ins);
  void (*log_print)(int level, const char* file, int line, const char* fmt, ...);
  int (*input_log_check)(void* ins, int level);
  int (*output_log_check)(void* ins, int level);
  const char* (*custom_get_property)(const char* key, void* ins);  // from 4.0.3
  int (*custom_log_check)(void* ins, int level);                   // from 4.0.3
};

// Outputs and customs. `remote_context` is ours: the ...Ctx entry points get it back.
struct ProxyContext {
  void* remote_context;
  void* proxy;
};

// What FLBPluginInit gets: struct flbgo_{input,output,custom}_plugin. One per DSO, shared by all of its
// instances; `instance` and `context` are set anew before each Init.
struct Plugin {
  char* name;
  Api* api;
  void* instance;
  ProxyContext* context;  // inputs have another layout before 4.1: never written for inputs
};

// What cb_filter returns. Modified: *out, by malloc, is the chunk from now on; no bytes: all records are dropped.
enum FilterResult : int { kModified = 1, kNoTouch = 2 };

// flb_filter_plugin.event_type
constexpr int kFilterLogs = 1;

// struct flb_filter_plugin (include/fluent-bit/flb_filter.h): what flb-filter_NAME.so exports as filter_NAME_plugin.
// The host copies as much of it as its version has, and keeps the texts. 3.1 and older have no cb_notification: the
// list's link, which the host writes in its copy, comes in its place.
struct FilterPlugin {
  int event_type;
  int flags;
  const char* name;
  const char* description;
  void* config_map;
  int (*cb_pre_run)(void* ins, void* config, void* data);
  int (*cb_init)(void* ins, void* config, void* data);  // 0, or the start fails
  int (*cb_filter)(const void* data, size_t size, const char* tag, int tag_size, void** out, size_t* out_size,
                   void* ins, void* input_ins, void* context, void* config);
  int (*cb_exit)(void* context, void* config);  // only when a context was set
  int (*cb_notification)(void*, void*, void*);
  void* list_link[2];
};
static_assert(offsetof(FilterPlugin, cb_init) == 40 && offsetof(FilterPlugin, cb_notification) == 64);

// The beginning of struct flb_filter_instance, the same in 2.2.3, 4.0.14 and 5.1.1. The only way to a filter's log level:
// read it only when `name` says that the layout is this one.
struct FilterInstanceHead {
  int event_type;
  int id;
  int log_level;
  int log_suppress_interval;
  char name[32];  // "redact.0", cut off where it is too long
};

}  // namespace flb
