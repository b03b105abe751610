// Functions of the host's executable beyond the proxy ABI, found at run time: Fluent Bit exports its symbols.
#pragma once

#include <cstddef>
#include <cstdint>

namespace flbnode {

// A null member: this host does not have it. Signatures as in Fluent Bit 2.2 to 5.1 (include/fluent-bit/flb_input.h,
// flb_scheduler.h, lib/cmetrics/include), where they have not changed.
struct HostApi {
  // The one of this process; resolved at the first call, from any thread.
  static const HostApi& Get();

  // The instance's alias, or "name.N".
  const char* (*input_name)(void* ins);
  const char* (*output_name)(void* ins);
  const char* (*custom_name)(void* ins);
  const char* (*filter_name)(void* ins);

  // Filters have no struct flb_api.
  const char* (*filter_get_property)(const char* key, void* ins);

  // Hands records to the engine; 0 when it took them. On the input's own thread only.
  int (*input_log_append)(void* ins, const char* tag, size_t tag_len, const void* buffer, size_t size);

  // The same, with their number: the host need not count them.
  int (*input_log_append_records)(void* ins, size_t records, const char* tag, size_t tag_len, const void* buffer,
                                  size_t size);
  // Metrics: the host's decoder makes its structure, the append copies it. On the input's own thread only.
  int (*cmt_decode)(void** cmt, char* data, size_t size, size_t* offset);
  void (*cmt_decode_destroy)(void* cmt);
  int (*input_metrics_append)(void* ins, const char* tag, size_t tag_len, void* cmt);
  bool has_metrics_append() const { return cmt_decode && cmt_decode_destroy && input_metrics_append; }

  // Traces, the same way. Whose the structure is after the append depends on the version (host_signals.cc); the raw
  // append takes the bytes instead.
  int (*ctr_decode)(void** ctr, char* data, size_t size, size_t* offset);
  void (*ctr_decode_destroy)(void* ctr);
  int (*input_trace_append)(void* ins, const char* tag, size_t tag_len, void* ctr);
  int (*input_chunk_append_raw)(void* ins, int event_type, size_t records, const char* tag, size_t tag_len,
                                const void* data, size_t size);
  bool has_traces_append() const {
    return ctr_decode && ctr_decode_destroy && input_trace_append && input_chunk_append_raw;
  }

  // Calls `callback(ins, config, context)` on the input's thread when the descriptor can be read; an id, or -1.
  int (*input_set_collector_event)(void* ins, int (*callback)(void*, void*, void*), int fd, void* config);
  // Of the collector with that id. A resume does nothing once Fluent Bit ends.
  int (*input_collector_pause)(int id, void* ins);
  int (*input_collector_resume)(int id, void* ins);
  int (*input_collector_running)(int id, void* ins);
  bool has_collector_state() const {
    return input_collector_pause && input_collector_resume && input_collector_running;
  }
  // As a line of the section; 0 when it was taken.
  int (*input_set_property)(void* ins, const char* key, const char* value);

  // The scheduler of the calling thread, null where it has none; and periodic timers on its event loop.
  void* (*sched_ctx_get)();
  int (*sched_timer_cb_create)(void* sched, int type, int ms, void (*callback)(void* config, void* data), void* data,
                               void** timer);
  int (*sched_timer_cb_destroy)(void* timer);
  static constexpr int kTimerPermanent = 4;  // FLB_SCHED_TIMER_CB_PERM

  // cmetrics. The host's own, never a second copy: its structures' layout is private to its version.
  void* (*counter_create)(void* cmt, char* ns, char* subsystem, char* name, char* help, int n, char** keys);
  void* (*gauge_create)(void* cmt, char* ns, char* subsystem, char* name, char* help, int n, char** keys);
  void* (*histogram_create)(void* cmt, char* ns, char* subsystem, char* name, char* help, void* buckets, int n,
                            char** keys);
  void* (*histogram_buckets_create_size)(double* bounds, size_t count);
  void* (*summary_create)(void* cmt, char* ns, char* subsystem, char* name, char* help, size_t quantiles,
                          double* quantile, int n, char** keys);
  void (*counter_allow_reset)(void* metric);
  int (*counter_set)(void* metric, uint64_t timestamp, double value, int n, char** values);
  int (*gauge_set)(void* metric, uint64_t timestamp, double value, int n, char** values);
  int (*histogram_set_default)(void* metric, uint64_t timestamp, uint64_t* buckets, double sum, uint64_t count, int n,
                               char** values);
  int (*summary_set_default)(void* metric, uint64_t timestamp, double* quantiles, double sum, uint64_t count, int n,
                             char** values);

  // Prometheus' text of a context; the second frees it.
  char* (*encode_prometheus)(void* cmt, int add_timestamp);
  void (*encode_prometheus_destroy)(char* text);

  bool has_cmetrics() const;
};

}  // namespace flbnode
