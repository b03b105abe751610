// Prometheus' text format as Fluent Bit writes it.
#include <cmath>
#include <cstdio>
#include <cstring>

#include "metrics/cmt.h"

namespace host {
namespace {

std::string escape(const std::string& text, bool quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quotes) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
  return out;
}

std::string number(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

// "1.0", "0.25": a bound always has a decimal point unless it is in scientific notation.
std::string bound(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%g", value);
  if (std::strtod(text, nullptr) != value || std::strpbrk(text, "eE") != nullptr) {
    std::snprintf(text, sizeof text, "%.17g", value);
  }
  if (std::isfinite(value) && std::strpbrk(text, ".eE") == nullptr) std::strcat(text, ".0");
  return text;
}

class Lines {
 public:
  Lines(const Metric& metric, std::string* out) : metric_(metric), out_(out) {}

  void add(const Labels& labels, const Sample& sample) {
    labels_ = &labels;
    if (metric_.kind == Metric::kHistogram) {
      if (sample.buckets.empty()) metric_.crash_like_fluent_bit("has no labels and was never observed");
      for (std::size_t i = 0; i < sample.buckets.size(); ++i) {
        const std::string le = i < metric_.bounds.size() ? bound(metric_.bounds[i]) : "+Inf";
        line("_bucket", "le=\"" + le + '"', static_cast<double>(sample.buckets[i]));
      }
    } else if (metric_.kind == Metric::kSummary) {
      for (std::size_t i = 0; i < sample.quantiles.size(); ++i) {
        line("", "quantile=\"" + bound(metric_.bounds[i]) + '"', sample.quantiles[i]);
      }
    } else {
      return line("", "", sample.value);
    }
    line("_sum", "", sample.sum);
    line("_count", "", static_cast<double>(sample.count));
  }

 private:
  void line(const char* suffix, const std::string& first, double value) {
    std::string labels = first;
    for (std::size_t i = 0; i < labels_->size(); ++i) {
      if (!(*labels_)[i]) continue;
      if (!labels.empty()) labels += ',';
      labels += metric_.keys[i] + "=\"" + escape(*(*labels_)[i], true) + '"';
    }
    *out_ += metric_.name + suffix;
    if (!labels.empty()) *out_ += '{' + labels + '}';
    *out_ += ' ' + number(value) + '\n';
  }

  const Metric& metric_;
  std::string* out_;
  const Labels* labels_ = nullptr;
};

}  // namespace

void Exposition::add(cmt* context) {
  static constexpr const char* kTypes[] = {"counter", "gauge", "summary", "histogram", "untyped"};
  std::lock_guard<std::mutex> lock(context->mutex);
  for (const auto& metric : context->metrics) {
    if (!metric->unlabelled && metric->samples.empty()) continue;
    if (banner.find(metric->name) == banner.end()) {
      order.emplace_back(metric->kind, metric->name);
      banner[metric->name] = "# HELP " + metric->name + ' ' + escape(metric->help, false) + "\n# TYPE " +
                             metric->name + ' ' + kTypes[metric->kind] + '\n';
    }
    Lines lines_of(*metric, &lines[metric->name]);
    if (metric->unlabelled) lines_of.add({}, *metric->unlabelled);
    for (const auto& [labels, sample] : metric->samples) lines_of.add(labels, sample);
  }
}

std::string Exposition::text() const {
  std::string out;
  for (int kind = Metric::kCounter; kind <= Metric::kUntyped; ++kind) {
    for (const auto& [each, name] : order) {
      if (each == kind) out += banner.at(name) + lines.at(name);
    }
  }
  return out;
}

}  // namespace host
