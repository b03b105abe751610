// Metrics in the host's own cmetrics.
//
// cmetrics locks neither the creation of metrics (never) nor new label values (before 5.1). So both happen on one
// Fluent Bit thread, that of the instance whose metrics context it is: creation during Init, values later.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace flbnode {

// As in src/runtime/binding.ts.
enum class MetricKind { kCounter, kGauge, kHistogram, kSummary };

struct MetricFamily {
  MetricKind kind;
  std::string name;
  std::string help;
  std::vector<std::string> labels;
  std::vector<double> bounds;
};

struct MetricSample {
  uint32_t family;
  std::vector<std::string> labels;
  double value;
  uint64_t count;
  std::vector<double> buckets;
};

// Creates the family in a metrics context (struct cmt), with a first label "name" as Fluent Bit's own metrics have it.
// Null: the host refuses it, or there is no context, or the host has no cmetrics.
void* CreateMetric(void* cmt, const MetricFamily& family);

// Sets the values of one label set; `instance` is the value of the label "name". `now`: see CmetricsNow.
void SetMetric(void* metric, const MetricFamily& family, const MetricSample& sample, const std::string& instance,
               uint64_t now);

// The time stamp of values: nanoseconds since 1970.
uint64_t CmetricsNow();

}  // namespace flbnode
