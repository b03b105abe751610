/* An output: `mode` is ok, error, retry (always), once (RETRY the first time), fail; `stack_kib` uses that much. */
#include "fixture.h"

struct state {
  const char *mode;
  size_t stack;
  int flushes;
  int sleep_ms;
};

EXPORT int FLBPluginPreRegister(int hot_reloading) {
  trace("output", "PreRegister", "hot=%d", hot_reloading);
  return 0;
}

EXPORT int FLBPluginRegister(struct fix_def *def) { return register_as(def, FIX_OUTPUT, "output"); }

EXPORT int FLBPluginUnregister(struct fix_def *def) {
  trace("output", "Unregister", "%s", def->name);
  free(def->name);
  return 0;
}

EXPORT int FLBPluginInit(struct fix_plugin *plugin) {
  const char *(*get)(const char *, void *) = plugin->api->output_get_property;
  const char *mode = get("mode", plugin->instance), *stack = get("stack_kib", plugin->instance);
  const char *sleep_ms = get("sleep_ms", plugin->instance);
  trace("output", "Init", "ctx=%zu match=%s list=%s debug=%d", malloc_usable_size(plugin->context),
        or_dash(get("match", plugin->instance)), or_dash(get("list", plugin->instance)),
        plugin->api->output_log_check(plugin->instance, 4));
  if (mode && strcmp(mode, "fail") == 0) return -1;
  struct state *s = calloc(1, sizeof *s);
  s->mode = mode ? mode : "ok";
  s->stack = stack ? (size_t)atoi(stack) * 1024 : 0;
  s->sleep_ms = sleep_ms ? atoi(sleep_ms) : 0;
  *(void **)plugin->context = s;
  return FIX_OK;
}

EXPORT int FLBPluginOutputPreRun(int hot_reload) {
  trace("output", "PreRun", "hot=%d", hot_reload);
  return FIX_OK;
}

EXPORT int FLBPluginFlush(const void *data, size_t size, const char *tag) {
  trace("output", "Flush", "must not be called: %p %zu %s", data, size, tag);
  return FIX_ERROR;
}

EXPORT int FLBPluginFlushCtx(void *context, const void *data, size_t size, char *tag) {
  struct state *s = context;
  int flush = __atomic_fetch_add(&s->flushes, 1, __ATOMIC_RELAXED);
  if (s->stack) use_stack(s->stack);
  trace("output", "FlushCtx", "size=%zu first=%02x tag=%s flush=%d", size, *(const unsigned char *)data, tag, flush);
  if (s->sleep_ms) usleep((useconds_t)s->sleep_ms * 1000);
  if (strcmp(s->mode, "error") == 0) return FIX_ERROR;
  if (strcmp(s->mode, "odd") == 0) return 77;
  if (strcmp(s->mode, "retry") == 0 || (strcmp(s->mode, "once") == 0 && flush == 0)) return FIX_RETRY;
  return FIX_OK;
}

EXPORT void FLBPluginOutputPreExit(int by_reload) { trace("output", "PreExit", "reload=%d", by_reload); }

EXPORT int FLBPluginExit(void) {
  trace("output", "Exit", "must not be called");
  return 0;
}

EXPORT int FLBPluginExitCtx(void *context) {
  trace("output", "ExitCtx", "ctx=%s", context ? "ours" : "none");
  free(context);
  return 0;
}
