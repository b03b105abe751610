#include "host_api.h"

#include <dlfcn.h>

namespace flbnode {

namespace {

template <typename Function>
void Find(void* executable, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(executable, name));
}

HostApi Resolve() {
  HostApi api = {};
  // The executable's handle, not RTLD_DEFAULT: this library is deeply bound, so RTLD_DEFAULT would look in libnode
  // and its libraries first.
  void* executable = dlopen(nullptr, RTLD_LAZY);
  if (executable == nullptr) return api;
  Find(executable, "flb_input_name", &api.input_name);
  Find(executable, "flb_output_name", &api.output_name);
  Find(executable, "flb_custom_name", &api.custom_name);
  Find(executable, "flb_filter_name", &api.filter_name);
  Find(executable, "flb_filter_get_property", &api.filter_get_property);
  Find(executable, "flb_input_log_append", &api.input_log_append);
  Find(executable, "flb_input_log_append_records", &api.input_log_append_records);
  Find(executable, "flb_input_set_collector_event", &api.input_set_collector_event);
  Find(executable, "flb_input_collector_pause", &api.input_collector_pause);
  Find(executable, "flb_input_collector_resume", &api.input_collector_resume);
  Find(executable, "flb_input_collector_running", &api.input_collector_running);
  Find(executable, "flb_input_set_property", &api.input_set_property);
  Find(executable, "cmt_decode_msgpack_create", &api.cmt_decode);
  Find(executable, "cmt_decode_msgpack_destroy", &api.cmt_decode_destroy);
  Find(executable, "flb_input_metrics_append", &api.input_metrics_append);
  Find(executable, "ctr_decode_msgpack_create", &api.ctr_decode);
  Find(executable, "ctr_decode_msgpack_destroy", &api.ctr_decode_destroy);
  Find(executable, "flb_input_trace_append", &api.input_trace_append);
  Find(executable, "flb_input_chunk_append_raw", &api.input_chunk_append_raw);
  Find(executable, "flb_sched_ctx_get", &api.sched_ctx_get);
  Find(executable, "flb_sched_timer_cb_create", &api.sched_timer_cb_create);
  Find(executable, "flb_sched_timer_cb_destroy", &api.sched_timer_cb_destroy);
  Find(executable, "cmt_counter_create", &api.counter_create);
  Find(executable, "cmt_gauge_create", &api.gauge_create);
  Find(executable, "cmt_histogram_create", &api.histogram_create);
  Find(executable, "cmt_histogram_buckets_create_size", &api.histogram_buckets_create_size);
  Find(executable, "cmt_summary_create", &api.summary_create);
  Find(executable, "cmt_counter_allow_reset", &api.counter_allow_reset);
  Find(executable, "cmt_counter_set", &api.counter_set);
  Find(executable, "cmt_gauge_set", &api.gauge_set);
  Find(executable, "cmt_histogram_set_default", &api.histogram_set_default);
  Find(executable, "cmt_summary_set_default", &api.summary_set_default);
  Find(executable, "cmt_encode_prometheus_create", &api.encode_prometheus);
  Find(executable, "cmt_encode_prometheus_destroy", &api.encode_prometheus_destroy);
  return api;
}

}  // namespace

const HostApi& HostApi::Get() {
  static const HostApi api = Resolve();
  return api;
}

bool HostApi::has_cmetrics() const {
  return counter_create && gauge_create && histogram_create && histogram_buckets_create_size && summary_create &&
         counter_allow_reset && counter_set && gauge_set && histogram_set_default && summary_set_default;
}

}  // namespace flbnode
