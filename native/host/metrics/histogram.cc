// cmt_histogram_*.
#include <algorithm>
#include <cstdarg>
#include <memory>

#include "exports/export.h"
#include "metrics/cmt.h"

using host::Metric;
using host::Sample;

HOST_EXPORT cmt_histogram_buckets* cmt_histogram_buckets_create_size(double* bounds, std::size_t count) {
  auto* buckets = new cmt_histogram_buckets{count, new double[count]};
  std::copy(bounds, bounds + count, buckets->upper_bounds);
  return buckets;
}

HOST_EXPORT cmt_histogram_buckets* cmt_histogram_buckets_create(std::size_t count, ...) {
  std::unique_ptr<double[]> bounds(new double[count]);
  va_list args;
  va_start(args, count);
  for (std::size_t i = 0; i < count; ++i) bounds[i] = va_arg(args, double);
  va_end(args);
  return cmt_histogram_buckets_create_size(bounds.get(), count);
}

HOST_EXPORT cmt_histogram_buckets* cmt_histogram_buckets_default_create() {
  double bounds[] = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};
  return cmt_histogram_buckets_create_size(bounds, sizeof bounds / sizeof bounds[0]);
}

HOST_EXPORT void cmt_histogram_buckets_destroy(cmt_histogram_buckets* buckets) {
  if (buckets == nullptr) return;
  delete[] buckets->upper_bounds;
  delete buckets;
}

// Takes the buckets over, unless a name or the help is missing: then the caller still owns them.
HOST_EXPORT Metric* cmt_histogram_create(cmt* context, char* ns, char* subsystem, char* name, char* help,
                                         cmt_histogram_buckets* buckets, int count, char** keys) {
  const bool given = buckets != nullptr;
  if (!given) buckets = cmt_histogram_buckets_default_create();
  const std::vector<double> bounds(buckets->upper_bounds, buckets->upper_bounds + buckets->count);
  Metric* metric = nullptr;
  const bool sorted = std::is_sorted(bounds.begin(), bounds.end());
  if (sorted) metric = host::create_metric(context, Metric::kHistogram, ns, subsystem, name, help, count, keys);
  if (metric != nullptr) metric->bounds = bounds;
  if (metric != nullptr || !sorted || !given) cmt_histogram_buckets_destroy(buckets);
  return metric;
}

HOST_EXPORT int cmt_histogram_observe(Metric* metric, std::uint64_t, double value, int count, char** labels) {
  if (metric == nullptr) return -1;
  std::lock_guard<std::mutex> lock(*metric->mutex);
  Sample* const sample = metric->sample(count, labels);
  if (sample == nullptr) return -1;
  for (std::size_t i = 0; i < metric->bounds.size(); ++i) {
    if (value <= metric->bounds[i]) ++sample->buckets[i];
  }
  ++sample->buckets.back();
  ++sample->count;
  sample->sum += value;
  return 0;
}

// `buckets` has one value more than there are bounds, the last being +Inf. Values are cumulative.
HOST_EXPORT int cmt_histogram_set_default(Metric* metric, std::uint64_t, std::uint64_t* buckets, double sum,
                                          std::uint64_t total, int count, char** labels) {
  if (metric == nullptr) return -1;
  std::lock_guard<std::mutex> lock(*metric->mutex);
  Sample* const sample = metric->sample(count, labels);
  if (sample == nullptr) return -1;
  sample->buckets.assign(buckets, buckets + metric->bounds.size() + 1);
  sample->sum = sum;
  sample->count = total;
  return 0;
}
