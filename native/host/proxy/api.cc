// struct flb_api: the functions that a plugin gets with Init. Any thread.
#include <cstdarg>
#include <cstring>

#include "fluent_bit_abi.h"
#include "log.h"
#include "pipeline/custom.h"
#include "pipeline/input.h"
#include "pipeline/output.h"
#include "proxy/proxy.h"

namespace host {
namespace {

// The instances of all three kinds; a plugin hands back the pointer that it got, of its own kind.
template <typename Kind>
const char* get_property(const char* key, void* instance) {
  return static_cast<Kind*>(instance)->property(key);
}

template <typename Kind>
void* get_cmt(void* instance) {
  return &static_cast<Kind*>(instance)->metrics;
}

template <typename Kind>
int log_check(void* instance, int level) {
  return static_cast<Kind*>(instance)->log_level() >= level ? 1 : 0;
}

// No level is checked and file and line are dropped, as in Fluent Bit.
void log_print_api(int level, const char*, int, const char* fmt, ...) {
  va_list args;
  va_start(args, fmt);
  log_print(level, fmt, args);
  va_end(args);
}

}  // namespace

void fill_api(void* table, const Version& version) {
  flb::Api api{};
  api.output_get_property = get_property<Output>;
  api.input_get_property = get_property<Input>;
  api.output_get_cmt_instance = get_cmt<Output>;
  api.input_get_cmt_instance = get_cmt<Input>;
  api.log_print = log_print_api;
  api.input_log_check = log_check<Input>;
  api.output_log_check = log_check<Output>;
  api.custom_get_property = get_property<Custom>;
  api.custom_log_check = log_check<Custom>;
  static_assert(sizeof api == 72);
  std::memcpy(table, &api, version.api_size());
}

}  // namespace host
