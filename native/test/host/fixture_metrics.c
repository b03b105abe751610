/* A custom that checks the host's cmetrics functions, and the allocator when asked to mix two. */
#include "fixture.h"

static int failures;
#define CHECK(what)                                    \
  do {                                                 \
    if (!(what)) {                                     \
      failures++;                                      \
      trace("metrics", "FAILED", "%s", #what);         \
    }                                                  \
  } while (0)
#define HOST(ret, name, ...) ret (*name)(__VA_ARGS__) = (ret(*)(__VA_ARGS__))dlsym(RTLD_DEFAULT, #name)

static void check_values(void *cmt) {
  HOST(void *, cmt_counter_create, void *, char *, char *, char *, char *, int, char **);
  HOST(int, cmt_counter_inc, void *, uint64_t, int, char **);
  HOST(int, cmt_counter_add, void *, uint64_t, double, int, char **);
  HOST(int, cmt_counter_set, void *, uint64_t, double, int, char **);
  HOST(int, cmt_counter_get_val, void *, int, char **, double *);
  HOST(void *, cmt_gauge_create, void *, char *, char *, char *, char *, int, char **);
  HOST(int, cmt_gauge_sub, void *, uint64_t, double, int, char **);
  HOST(int, cmt_gauge_get_val, void *, int, char **, double *);
  char *keys[] = {"a", "b"}, *values[] = {"1", NULL};
  double value = 0;
  CHECK(cmt_counter_create(cmt, "ns", "sub", "name", "", 0, NULL) == NULL);
  CHECK(cmt_counter_create(cmt, "ns", "sub", "", "help", 0, NULL) == NULL);
  CHECK(cmt_counter_create(cmt, NULL, "sub", "name", "help", 0, NULL) == NULL);
  void *counter = cmt_counter_create(cmt, "ns", "sub", "name", "help", 2, keys);
  CHECK(cmt_counter_inc(counter, 0, 1, values) == -1);
  CHECK(cmt_counter_get_val(counter, 2, values, &value) == -1);
  CHECK(cmt_counter_inc(counter, 0, 2, values) == 0);
  CHECK(cmt_counter_add(counter, 0, 2.5, 2, values) == 0);
  CHECK(cmt_counter_get_val(counter, 2, values, &value) == 0 && value == 3.5);
  CHECK(cmt_counter_set(counter, 0, 1, 2, values) == -1);
  CHECK(cmt_counter_set(counter, 0, 9, 0, NULL) == 0);
  void *gauge = cmt_gauge_create(cmt, "", "", "g", "help", 0, NULL);
  CHECK(cmt_gauge_sub(gauge, 0, 4, 0, NULL) == 0);
  CHECK(cmt_gauge_get_val(gauge, 0, NULL, &value) == 0 && value == -4);
}

static void check_distributions(void *cmt) {
  HOST(void *, cmt_histogram_buckets_create_size, double *, size_t);
  HOST(void, cmt_histogram_buckets_destroy, void *);
  HOST(void *, cmt_histogram_create, void *, char *, char *, char *, char *, void *, int, char **);
  HOST(int, cmt_histogram_observe, void *, uint64_t, double, int, char **);
  HOST(int, cmt_histogram_set_default, void *, uint64_t, uint64_t *, double, uint64_t, int, char **);
  HOST(void *, cmt_summary_create, void *, char *, char *, char *, char *, size_t, double *, int, char **);
  HOST(int, cmt_summary_set_default, void *, uint64_t, double *, double, uint64_t, int, char **);
  double bounds[] = {1, 2}, wrong[] = {2, 1}, quantiles[] = {0.5}, at[] = {7};
  uint64_t counts[] = {1, 2, 3};
  void *buckets = cmt_histogram_buckets_create_size(bounds, 2);
  CHECK(cmt_histogram_create(cmt, "n", "s", "h", "", buckets, 0, NULL) == NULL);
  cmt_histogram_buckets_destroy(buckets); /* still ours */
  if (getenv("FIXTURE_WRONG_BUCKETS")) {
    CHECK(cmt_histogram_create(cmt, "n", "s", "h", "x", cmt_histogram_buckets_create_size(wrong, 2), 0, NULL) == NULL);
  }
  buckets = cmt_histogram_buckets_create_size(bounds, 2);
  void *histogram = cmt_histogram_create(cmt, "n", "s", "h", "help", buckets, 0, NULL);
  CHECK(cmt_histogram_observe(histogram, 0, 1.5, 0, NULL) == 0);
  CHECK(cmt_histogram_set_default(histogram, 0, counts, 4.5, 3, 0, NULL) == 0);
  void *defaults = cmt_histogram_create(cmt, "n", "s", "h2", "help", NULL, 0, NULL);
  if (!getenv("FIXTURE_NO_OBSERVATION")) CHECK(cmt_histogram_observe(defaults, 0, 0.3, 0, NULL) == 0);
  void *summary = cmt_summary_create(cmt, "n", "s", "q", "help", 1, quantiles, 0, NULL);
  CHECK(cmt_summary_set_default(summary, 0, at, 7, 1, 0, NULL) == 0);
  /* Fluent Bit crashes here, where a counter or a gauge returns -1. */
  if (getenv("FIXTURE_WRONG_LABELS")) cmt_summary_set_default(summary, 0, NULL, 7, 1, 1, NULL);
}

EXPORT int FLBPluginRegister(struct fix_def *def) { return register_as(def, FIX_INPUT, "metrics"); }

EXPORT int FLBPluginUnregister(struct fix_def *def) {
  free(def->name);
  return 0;
}

/* A block of libc's own, as a library under RTLD_DEEPBIND would make, freed by the executable's free(). */
static void mix_allocators(void) {
  void *libc = dlopen("libc.so.6", RTLD_LAZY);
  void *(*libc_malloc)(size_t) = (void *(*)(size_t))dlsym(libc, "malloc");
  free(libc_malloc(100));
}

EXPORT int FLBPluginInit(struct fix_plugin *plugin) {
  void *cmt = plugin->api->input_get_cmt_instance(plugin->instance);
  if (getenv("FIXTURE_MIX")) mix_allocators();
  check_values(cmt);
  check_distributions(cmt);
  char *line = NULL;
  if (asprintf(&line, "%s", "allocated inside libc") < 0) abort();
  free(realloc(line, 1000));
  void *aligned = NULL;
  if (posix_memalign(&aligned, 4096, 100) != 0 || ((uintptr_t)aligned & 4095)) failures++;
  free(aligned);
  trace("metrics", "checked", "failures=%d", failures);
  return FIX_OK;
}

EXPORT int FLBPluginInputCallback(void **data, size_t *size) {
  (void)data;
  *size = 0;
  return FIX_OK;
}

EXPORT int FLBPluginExit(void) { return 0; }
