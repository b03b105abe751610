// cmt_summary_*.
#include "exports/export.h"
#include "metrics/cmt.h"

using host::Metric;
using host::Sample;

HOST_EXPORT Metric* cmt_summary_create(cmt* context, char* ns, char* subsystem, char* name, char* help,
                                       std::size_t quantiles_count, double* quantiles, int count, char** keys) {
  Metric* const metric = host::create_metric(context, Metric::kSummary, ns, subsystem, name, help, count, keys);
  if (metric != nullptr) metric->bounds.assign(quantiles, quantiles + quantiles_count);
  return metric;
}

// `quantiles` may be NULL: then only the sum and the count are shown.
HOST_EXPORT int cmt_summary_set_default(Metric* metric, std::uint64_t, double* quantiles, double sum,
                                        std::uint64_t total, int count, char** labels) {
  if (metric == nullptr) return -1;
  std::lock_guard<std::mutex> lock(*metric->mutex);
  Sample* const sample = metric->sample(count, labels);
  if (sample == nullptr) return -1;
  if (quantiles != nullptr) sample->quantiles.assign(quantiles, quantiles + metric->bounds.size());
  sample->sum = sum;
  sample->count = total;
  return 0;
}
