/* What the fixture plugins share: the proxy ABI as a plugin in C sees it, and one line on stderr for each call. */
#pragma once
#define _GNU_SOURCE
#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
enum { FIX_ERROR = 0, FIX_OK = 1, FIX_RETRY = 2, FIX_INPUT = 1, FIX_OUTPUT = 2, FIX_CUSTOM = 3, FIX_PROXY = 11 };

struct fix_def {
  int type, proxy, flags;
  char *name, *description;
  int event_type;
  void *config_map;
};

/* struct flb_config_map of 5.1.1 */
struct fix_option {
  int type;
  const char *name, *default_value;
  int flags, set_property;
  uintptr_t offset;
  const char *description;
  char internal[56];
};

struct fix_api {
  const char *(*output_get_property)(const char *, void *);
  const char *(*input_get_property)(const char *, void *);
  void *(*output_get_cmt_instance)(void *);
  void *(*input_get_cmt_instance)(void *);
  void (*log_print)(int, const char *, int, const char *, ...);
  int (*input_log_check)(void *, int);
  int (*output_log_check)(void *, int);
  const char *(*custom_get_property)(const char *, void *);
  int (*custom_log_check)(void *, int);
};

struct fix_plugin {
  char *name;
  struct fix_api *api;
  void *instance;
  void *context;
};

/* "FIX output Init thread=flb-pipeline ..." in one write, so that lines of several threads never mix. */
__attribute__((format(printf, 3, 4))) static void trace(const char *kind, const char *call, const char *fmt, ...) {
  char thread[17] = "", line[512];
  prctl(PR_GET_NAME, thread);
  int n = snprintf(line, sizeof line, "FIX %s %s thread=%s ", kind, call, thread);
  va_list args;
  va_start(args, fmt);
  n += vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, args);
  va_end(args);
  line[n++] = '\n';
  if (write(2, line, (size_t)n) < 0) abort();
}

__attribute__((unused)) static const char *or_dash(const char *text) { return text ? text : "-"; }

/* Touches `size` bytes of stack below the caller, from the top down. */
__attribute__((noinline, unused)) static int use_stack(size_t size) {
  volatile char *block = __builtin_alloca(size);
  for (size_t i = size; i-- > 0;) block[i] = (char)i;
  return block[size / 2];
}

/*
 * Fills `def`, gated on its size; $FIXTURE_OVERRUN writes all of it, as a careless plugin would. $FIXTURE_CONFIG_MAP
 * tells the host of the options.
 */
static inline int register_as(struct fix_def *def, int type, const char *kind) {
  static struct fix_option options[] = {{.name = "mode"}, {.name = "limit"}, {0}};
  size_t size = malloc_usable_size(def);
  def->type = type;
  def->proxy = FIX_PROXY;
  def->name = malloc(32);
  snprintf(def->name, 32, "fixture-%s", kind);
  def->description = "a fixture";
  if (size >= 36 || getenv("FIXTURE_OVERRUN")) def->event_type = 1;
  if (size >= 48 || getenv("FIXTURE_OVERRUN")) def->config_map = getenv("FIXTURE_CONFIG_MAP") ? options : NULL;
  trace(kind, "Register", "def=%zu", size);
  return 0;
}
