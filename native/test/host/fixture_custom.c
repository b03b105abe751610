/* A custom. `mode fail` fails its Init. */
#include "fixture.h"

EXPORT int FLBPluginRegister(struct fix_def *def) { return register_as(def, FIX_CUSTOM, "custom"); }

EXPORT int FLBPluginUnregister(struct fix_def *def) {
  trace("custom", "Unregister", "must not be called: %s", def->name);
  return 0;
}

EXPORT int FLBPluginInit(struct fix_plugin *plugin) {
  const char *mode = plugin->api->custom_get_property("mode", plugin->instance);
  void *(*sched)(void) = (void *(*)(void))dlsym(RTLD_DEFAULT, "flb_sched_ctx_get");
  const char *(*name)(void *) = (const char *(*)(void *))dlsym(RTLD_DEFAULT, "flb_custom_name");
  trace("custom", "Init", "mode=%s sched=%s name=%s", or_dash(mode), sched() ? "some" : "none", name(plugin->instance));
  return mode && strcmp(mode, "fail") == 0 ? FIX_ERROR : FIX_OK;
}

EXPORT int FLBPluginExit(void) {
  trace("custom", "Exit", "-");
  return 0;
}
