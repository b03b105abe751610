// flb_input_*, flb_output_name, flb_custom_name: what plugins find with dlsym(RTLD_DEFAULT, ...). The instance
// pointers are those that Init got.
#include <cstdlib>

#include "exports/export.h"
#include "fluent_bit_abi.h"
#include "log.h"
#include "msgpack/events.h"
#include "pipeline/custom.h"
#include "pipeline/input.h"
#include "pipeline/output.h"

using host::Custom;
using host::Input;
using host::Output;

namespace {

using Collect = int (*)(Input* input, void* config, void* context);

}  // namespace

// On the input's own thread. 0, or -1 when the data was not taken.
HOST_EXPORT int flb_input_log_append_records(Input* input, std::size_t records, const char* tag, std::size_t tag_size,
                                             const void* data, std::size_t size) {
  bool whole;
  const std::size_t counted = host::count_records(data, size, &whole);
  if (!whole) input->log(flb::kLogError, "[host] %zu bytes were appended that are not whole log events", size);
  return input->append(tag, tag_size, data, size, records != 0 ? records : counted);
}

HOST_EXPORT int flb_input_log_append(Input* input, const char* tag, std::size_t tag_size, const void* data,
                                     std::size_t size) {
  return flb_input_log_append_records(input, 0, tag, tag_size, data, size);
}

// The id of the collector, which is started with the others, after Init. `config` may be NULL for a threaded
// input; for one without a thread Fluent Bit reads its event loop from it, and crashes.
HOST_EXPORT int flb_input_set_collector_event(Input* input, Collect collect, int fd, void* config) {
  if (config == nullptr && !input->threaded()) {
    input->log(flb::kLogError, "[host] flb_input_set_collector_event() with config = NULL and threaded off: "
                               "Fluent Bit crashes here");
    std::abort();
  }
  return input->collectors().add_fd(fd, [input, collect] {
    return collect(input, input->pipeline()->config(), input->implementation().context());
  });
}

HOST_EXPORT int flb_input_collector_start(int id, Input* input) { return input->collectors().start(id); }

HOST_EXPORT int flb_input_collector_pause(int id, Input* input) { return input->collectors().pause(id); }

HOST_EXPORT int flb_input_collector_resume(int id, Input* input) {
  return input->collectors().resume(id, input->pipeline()->ingestion_active());
}

HOST_EXPORT int flb_input_collector_running(int id, Input* input) { return input->collectors().running(id) ? 1 : 0; }

HOST_EXPORT int flb_input_set_property(Input* input, const char* key, const char* value) {
  return input->set(key, value) ? 0 : -1;
}

HOST_EXPORT const char* flb_input_name(Input* input) { return input->label(); }

HOST_EXPORT const char* flb_output_name(Output* output) { return output->label(); }

HOST_EXPORT const char* flb_custom_name(Custom* custom) { return custom->label(); }
