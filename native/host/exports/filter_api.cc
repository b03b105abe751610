// flb_filter_*, flb_log_print: what native filters find with dlsym(RTLD_DEFAULT, ...). `ins` is what cb_init got.
#include <cstdarg>

#include "exports/export.h"
#include "log.h"
#include "pipeline/filter.h"

using Handle = host::Filter::Handle;

HOST_EXPORT const char* flb_filter_get_property(const char* key, Handle* ins) { return ins->filter->property(key); }

HOST_EXPORT const char* flb_filter_name(Handle* ins) { return ins->filter->label(); }

HOST_EXPORT void flb_filter_set_context(Handle* ins, void* context) { ins->context = context; }

HOST_EXPORT void flb_log_print(int level, const char*, int, const char* fmt, ...) {
  va_list args;
  va_start(args, fmt);
  host::log_print(level, fmt, args);
  va_end(args);
}
