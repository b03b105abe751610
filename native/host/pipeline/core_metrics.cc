#include "pipeline/core_metrics.h"

#include <cstring>

namespace host {
namespace {

struct Definition {
  const char* kind;
  const char* name;
  const char* help;
};

constexpr Definition kDefinitions[] = {
    {"input", "bytes_total", "Number of input bytes."},
    {"input", "records_total", "Number of input records."},
    {"output", "proc_records_total", "Number of processed output records."},
    {"output", "proc_bytes_total", "Number of processed output bytes."},
    {"output", "errors_total", "Number of output errors."},
    {"output", "retries_total", "Number of output retries."},
    {"output", "retries_failed_total",
     "Number of abandoned batches because the maximum number of re-tries was reached."},
    {"output", "dropped_records_total", "Number of dropped records."},
};

}  // namespace

void create_core_metrics(Instance& instance) {
  char key[] = "name";
  char* keys[] = {key};
  for (const Definition& definition : kDefinitions) {
    if (std::strcmp(definition.kind, instance.kind()) != 0) continue;
    create_metric(&instance.metrics, Metric::kCounter, "fluentbit", definition.kind, definition.name, definition.help,
                  1, keys);
    count(instance, definition.name, 0);
  }
}

void count(Instance& instance, const char* name, std::size_t amount) {
  const std::string full = std::string("fluentbit_") + instance.kind() + '_' + name;
  std::string label = instance.label();
  char* values[] = {label.data()};
  std::lock_guard<std::mutex> lock(instance.metrics.mutex);
  for (const auto& metric : instance.metrics.metrics) {
    if (metric->name == full) {
      metric->sample(1, values)->value += static_cast<double>(amount);
      return;
    }
  }
}

}  // namespace host
