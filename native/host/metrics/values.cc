// cmt_counter_*, cmt_gauge_* and cmt_untyped_*: metrics that are one number.
#include "exports/export.h"
#include "metrics/cmt.h"

using host::Metric;
using host::Sample;

namespace {

enum class Change { kAdd, kSet };

// The time stamps of cmetrics are not kept: the exposition does not show them at /api/v2/metrics/prometheus.
int change(Metric* metric, Change how, double value, int count, char** labels) {
  if (metric == nullptr) return -1;
  std::lock_guard<std::mutex> lock(*metric->mutex);
  Sample* const sample = metric->sample(count, labels);
  if (sample == nullptr) return -1;
  if (how == Change::kAdd) {
    sample->value += value;
    return 0;
  }
  // A counter never falls unless it was told that it may.
  if (metric->kind == Metric::kCounter && sample->value > value && !metric->allow_reset) return -1;
  sample->value = value;
  return 0;
}

int read(Metric* metric, int count, char** labels, double* out) {
  if (metric == nullptr) return -1;
  std::lock_guard<std::mutex> lock(*metric->mutex);
  const Sample* const sample = metric->find(count, labels);
  if (sample == nullptr) return -1;
  *out = sample->value;
  return 0;
}

}  // namespace

#define HOST_CREATE(type, kind)                                                                                    \
  HOST_EXPORT Metric* cmt_##type##_create(cmt* context, char* ns, char* subsystem, char* name, char* help, int count, \
                                          char** keys) {                                                           \
    return host::create_metric(context, Metric::kind, ns, subsystem, name, help, count, keys);                     \
  }                                                                                                                \
  HOST_EXPORT int cmt_##type##_set(Metric* metric, std::uint64_t, double value, int count, char** labels) {        \
    return change(metric, Change::kSet, value, count, labels);                                                     \
  }                                                                                                                \
  HOST_EXPORT int cmt_##type##_get_val(Metric* metric, int count, char** labels, double* out) {                    \
    return read(metric, count, labels, out);                                                                       \
  }

HOST_CREATE(counter, kCounter)
HOST_CREATE(gauge, kGauge)
HOST_CREATE(untyped, kUntyped)
#undef HOST_CREATE

HOST_EXPORT int cmt_counter_inc(Metric* metric, std::uint64_t, int count, char** labels) {
  return change(metric, Change::kAdd, 1, count, labels);
}

HOST_EXPORT int cmt_counter_add(Metric* metric, std::uint64_t, double value, int count, char** labels) {
  return change(metric, Change::kAdd, value, count, labels);
}

HOST_EXPORT void cmt_counter_allow_reset(Metric* metric) {
  std::lock_guard<std::mutex> lock(*metric->mutex);
  metric->allow_reset = true;
}

HOST_EXPORT int cmt_gauge_inc(Metric* metric, std::uint64_t, int count, char** labels) {
  return change(metric, Change::kAdd, 1, count, labels);
}

HOST_EXPORT int cmt_gauge_dec(Metric* metric, std::uint64_t, int count, char** labels) {
  return change(metric, Change::kAdd, -1, count, labels);
}

HOST_EXPORT int cmt_gauge_add(Metric* metric, std::uint64_t, double value, int count, char** labels) {
  return change(metric, Change::kAdd, value, count, labels);
}

HOST_EXPORT int cmt_gauge_sub(Metric* metric, std::uint64_t, double value, int count, char** labels) {
  return change(metric, Change::kAdd, -value, count, labels);
}
