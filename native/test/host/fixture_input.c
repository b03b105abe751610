/* An input: `mode` is poll (the once-a-second callback), push (its own collector), fail, retry, or lost. */
#include "fixture.h"

struct state {
  void *instance;
  const char *mode;
  int n;
  int fd, collector;
  int paused;
  int limit;
};

static __thread struct state *self; /* for the entry points without a context */

typedef int (*append_fn)(void *, const char *, size_t, const void *, size_t);
typedef int (*collector_fn)(void *, int (*)(void *, void *, void *), int, void *);
typedef int (*pause_fn)(int, void *);
typedef void *(*sched_fn)(void);
typedef int (*timer_fn)(void *, int, int, void (*)(void *, void *), void *, void **);

static void *host(const char *name) {
  void *found = dlsym(RTLD_DEFAULT, name);
  if (!found) trace("input", "missing", "%s", name);
  return found;
}

/* [[EventTime, {}], {"n": n, "i": instance}] */
static size_t encode(unsigned char *out, int n) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  const unsigned char head[] = {0x92, 0x92, 0xd7, 0x00};
  memcpy(out, head, 4);
  for (int i = 0; i < 4; i++) {
    out[4 + i] = (unsigned char)(now.tv_sec >> (24 - 8 * i));
    out[8 + i] = (unsigned char)(now.tv_nsec >> (24 - 8 * i));
  }
  const unsigned char tail[] = {0x80, 0x81, 0xa1, 'n', 0xcd, (unsigned char)(n >> 8), (unsigned char)n};
  memcpy(out + 12, tail, sizeof tail);
  return 12 + sizeof tail;
}

static int append_one(struct state *s) {
  unsigned char record[64];
  size_t size = encode(record, s->n++);
  return ((append_fn)host("flb_input_log_append"))(s->instance, NULL, 0, record, size);
}

static int on_event(void *instance, void *config, void *context) {
  uint64_t count;
  (void)config;
  (void)context;
  if (read(self->fd, &count, sizeof count) != sizeof count) abort();
  if (instance != self->instance) abort();
  return append_one(self);
}

static void on_timer(void *config, void *data) {
  struct state *s = data;
  uint64_t one = 1;
  (void)config;
  if (s->limit && s->n >= s->limit) return;
  if (!s->paused && write(s->fd, &one, sizeof one) < 0) abort();
}

static void start_push(struct state *s) {
  s->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  s->collector = ((collector_fn)host("flb_input_set_collector_event"))(s->instance, on_event, s->fd, NULL);
  void *sched = ((sched_fn)host("flb_sched_ctx_get"))();
  void *timer = NULL;
  int ret = ((timer_fn)host("flb_sched_timer_cb_create"))(sched, 4, 20, on_timer, s, &timer);
  trace("input", "push", "collector=%d timer=%d", s->collector, ret);
}

EXPORT int FLBPluginPreRegister(int hot_reloading) {
  trace("input", "PreRegister", "hot=%d", hot_reloading);
  return 0;
}

EXPORT int FLBPluginRegister(struct fix_def *def) { return register_as(def, FIX_INPUT, "input"); }

EXPORT int FLBPluginUnregister(struct fix_def *def) {
  trace("input", "Unregister", "%s", def->name);
  free(def->name);
  return 0;
}

EXPORT int FLBPluginInit(struct fix_plugin *plugin) {
  struct fix_api *api = plugin->api;
  const char *(*get)(const char *, void *) = api->input_get_property;
  const char *mode = get("MODE", plugin->instance);
  trace("input", "Init", "api=%zu ctx=%zu plugin=%zu mode=%s tag=%s limit=%s debug=%d", malloc_usable_size(api),
        malloc_usable_size(plugin->context), malloc_usable_size(plugin), or_dash(mode),
        or_dash(get("tag", plugin->instance)), or_dash(get("limit", plugin->instance)),
        api->input_log_check(plugin->instance, 4));
  if (getenv("FIXTURE_API_OVERREAD") && !api->custom_log_check) abort();
  if (mode && strcmp(mode, "fail") == 0) return FIX_ERROR;
  /* Right from 4.1 on only: without a context nobody may write one. */
  if (getenv("FIXTURE_WRITE_CONTEXT")) ((void **)plugin->context)[1] = plugin;
  struct state *s = self = calloc(1, sizeof *s);
  s->instance = plugin->instance;
  s->mode = mode ? mode : "poll";
  s->limit = get("limit", plugin->instance) ? atoi(get("limit", plugin->instance)) : 0;
  if (strcmp(s->mode, "push") == 0) start_push(s);
  api->log_print(3, "fixture_input.c", 1, "[fixture] input ready %s", plugin->name);
  return strcmp(s->mode, "retry") == 0 ? FIX_RETRY : FIX_OK;
}

EXPORT int FLBPluginInputPreRun(int hot_reload) {
  trace("input", "PreRun", "hot=%d", hot_reload);
  return FIX_OK;
}

static int collect(struct state *s, void **data, size_t *size) {
  if (strcmp(s->mode, "push") == 0) return FIX_OK;
  const char *(*name)(void *) = (const char *(*)(void *))host("flb_input_name");
  trace("input", "collect", "n=%d name=%s", s->n, name(s->instance));
  unsigned char *record = malloc(64);
  *size = encode(record, s->n++);
  *data = record;
  return strcmp(s->mode, "lost") == 0 ? -1 : FIX_OK;
}

EXPORT int FLBPluginInputCallback(void **data, size_t *size) {
  trace("input", "Callback", "n=%d", self->n);
  return collect(self, data, size);
}

/* Without a context that Init has set: hosts before 4.1 never call it. */
EXPORT int FLBPluginInputCallbackCtx(void *context, void **data, size_t *size) {
  trace("input", "CallbackCtx", "ctx=%p", context);
  return collect(self, data, size);
}

EXPORT int FLBPluginInputCleanupCallback(void *data) {
  free(data);
  trace("input", "Cleanup", "-");
  return 0;
}

EXPORT int FLBPluginInputCleanupCallbackCtx(void *context, void *data) {
  free(data);
  trace("input", "CleanupCtx", "ctx=%p", context);
  return 0;
}

/* As the SDK does: the first Pause hands over what is there, and stops the collector that is ours. */
EXPORT void FLBPluginInputPause(void) {
  trace("input", "Pause", "first=%d n=%d", !self->paused, self->n);
  if (!self->paused && strcmp(self->mode, "push") == 0) {
    append_one(self);
    ((pause_fn)host("flb_input_collector_pause"))(self->collector, self->instance);
  }
  self->paused = 1;
}

EXPORT void FLBPluginInputResume(void) {
  trace("input", "Resume", "-");
  self->paused = 0;
  if (strcmp(self->mode, "push") == 0) {
    ((pause_fn)host("flb_input_collector_resume"))(self->collector, self->instance);
  }
}

EXPORT void FLBPluginInputPreExit(int by_reload) { trace("input", "PreExit", "reload=%d", by_reload); }

EXPORT int FLBPluginExit(void) {
  trace("input", "Exit", "appended=%d", self ? self->n : -1);
  if (self && self->fd) close(self->fd);
  free(self);
  self = NULL;
  return 0;
}
