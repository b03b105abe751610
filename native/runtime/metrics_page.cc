#include "metrics_page.h"

#include <algorithm>
#include <cstring>

#include "host_instance.h"

namespace flbnode {

namespace {

// Which instances have a figure.
constexpr unsigned kInputs = 1u << flb::kInput;
constexpr unsigned kOutputs = 1u << flb::kOutput;
constexpr unsigned kFilters = 1u << flb::kFilter;
constexpr unsigned kOutputsAndFilters = kOutputs | kFilters;
constexpr unsigned kAll = ~0u;

constexpr char kPrefix[] = "fluentbit_node_";

struct Row {
  Figure figure;
  MetricKind kind;
  unsigned plugins;
  const char* name;
  const char* label;
  const char* value;
  double unit;
  const char* help;

  bool is_for(flb::PluginType type) const { return (plugins & (1u << type)) != 0; }
};

constexpr Row kRows[] = {
#define FIGURE(figure, kind, plugins, name, label, value, unit, help) \
  {Figure::figure, MetricKind::kind, plugins, "fluentbit_node_" name, label, value, unit, help},
#include "instance_metrics.def"
#undef FIGURE
};

MetricFamily FamilyOf(const Row& row) {
  MetricFamily family = {row.kind, row.name, row.help, {"type"}, {}};
  if (*row.label != '\0') family.labels.push_back(row.label);
  if (row.kind == MetricKind::kHistogram) {
    family.bounds.assign(InstanceMetrics::kBounds.begin(), InstanceMetrics::kBounds.end());
  }
  return family;
}

MetricSample SampleOf(const Row& row, const InstanceMetrics& metrics, flb::PluginType type) {
  MetricSample sample = {};
  sample.labels.push_back(TypeName(type));
  if (*row.label != '\0') sample.labels.push_back(row.value);
  if (row.kind != MetricKind::kHistogram) {
    sample.value = static_cast<double>(metrics.Get(row.figure)) * row.unit;
    return sample;
  }
  const InstanceMetrics::Waits waits = metrics.waits();
  sample.value = waits.seconds;
  for (const uint64_t count : waits.by) {
    sample.count += count;
    sample.buckets.push_back(static_cast<double>(sample.count));
  }
  return sample;
}

}  // namespace

bool MetricsPage::Create(void* cmt) {
  std::lock_guard<std::mutex> lock(mutex_);
  const char* last = "";
  for (const Row& row : kRows) {
    const bool is_new = strcmp(last, row.name) != 0;
    metrics_.push_back(is_new ? CreateMetric(cmt, FamilyOf(row)) : metrics_.back());
    last = row.name;
  }
  return std::any_of(metrics_.begin(), metrics_.end(), [](const void* metric) { return metric != nullptr; });
}

void MetricsPage::Show(const InstanceMetrics& metrics, const std::string& instance, flb::PluginType type) {
  std::lock_guard<std::mutex> lock(mutex_);
  const uint64_t now = CmetricsNow();
  for (size_t i = 0; i < metrics_.size(); ++i) {
    const Row& row = kRows[i];
    if (metrics_[i] == nullptr || !row.is_for(type)) continue;
    SetMetric(metrics_[i], FamilyOf(row), SampleOf(row, metrics, type), instance, now);
  }
}

void MetricsPage::Forget() {
  std::lock_guard<std::mutex> lock(mutex_);
  metrics_.clear();
}

std::vector<std::pair<std::string, double>> FiguresOf(const InstanceMetrics& metrics, flb::PluginType type) {
  std::vector<std::pair<std::string, double>> figures;
  for (const Row& row : kRows) {
    if (row.kind == MetricKind::kHistogram || !row.is_for(type)) continue;
    std::string name = std::string(row.name).substr(strlen(kPrefix));
    if (*row.label != '\0') name += std::string("{") + row.label + "=" + row.value + "}";
    figures.emplace_back(std::move(name), static_cast<double>(metrics.Get(row.figure)) * row.unit);
  }
  return figures;
}

std::string CountersText(const InstanceMetrics& metrics, flb::PluginType type) {
  std::string text;
  for (const Row& row : kRows) {
    const uint64_t value = metrics.Get(row.figure);
    if (row.kind != MetricKind::kCounter || !row.is_for(type) || value == 0) continue;
    text += (text.empty() ? "" : ", ") + std::string(row.name);
    if (*row.label != '\0') text += std::string("{") + row.label + "=" + row.value + "}";
    text += " " + std::to_string(value);
  }
  return text;
}

}  // namespace flbnode
