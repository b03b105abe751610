// A small look-alike of Fluent Bit's cmetrics: the same functions, rules and exposition, another memory layout.
// Plugins see only the exported cmt_* functions (counter.cc, histogram.cc, summary.cc). Any thread: one lock per
// context. Defined outside of a namespace because the C API names these structures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

struct cmt_histogram_buckets {
  std::size_t count;
  double* upper_bounds;
};

namespace host {

// One set of label values of a metric.
struct Sample {
  double value = 0;
  std::vector<std::uint64_t> buckets;  // cumulative; the last is +Inf
  std::vector<double> quantiles;       // empty until set
  double sum = 0;
  std::uint64_t count = 0;
};

using Labels = std::vector<std::optional<std::string>>;  // a NULL value omits its label

struct Metric {
  enum Kind { kCounter, kGauge, kSummary, kHistogram, kUntyped };  // in the order of the exposition
  Kind kind;
  std::mutex* mutex;  // the context's
  std::string name, help;
  std::vector<std::string> keys;
  std::vector<double> bounds;  // upper bounds of a histogram, quantiles of a summary
  std::optional<Sample> unlabelled;
  std::map<Labels, Sample> samples;
  bool allow_reset = false;

  // NULL unless the number of values is 0 or exact; histograms and summaries crash then. The caller holds the lock.
  Sample* sample(int count, char** values);
  // The same for reading: never creates.
  const Sample* find(int count, char** values) const;
  // Where the real cmetrics reads through a NULL pointer: logs and aborts.
  [[noreturn]] void crash_like_fluent_bit(const char* why) const;
};

}  // namespace host

struct cmt {
  std::mutex mutex;
  std::vector<std::unique_ptr<host::Metric>> metrics;
};

namespace host {

// NULL with cmetrics' rules: no NULL namespace or subsystem, no empty name or help.
Metric* create_metric(cmt* context, Metric::Kind kind, const char* ns, const char* subsystem, const char* name,
                      const char* help, int count, char** keys);

// Appends the context's metrics in Prometheus' text format, several contexts merged: HELP and TYPE once a name,
// then the samples of every instance.
struct Exposition {
  std::vector<std::pair<Metric::Kind, std::string>> order;  // names, as they came
  std::map<std::string, std::string> banner, lines;
  void add(cmt* context);
  std::string text() const;
};

}  // namespace host
