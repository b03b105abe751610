#include "pipeline/delivery.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "fluent_bit_abi.h"
#include "log.h"
#include "pipeline/core_metrics.h"
#include "pipeline/input.h"

namespace host {

Delivery::Delivery(EventLoop& loop, const Outputs& outputs, Backoff backoff,
                   std::function<void(std::size_t)> delivered, std::function<void(const Task&)> released)
    : loop_(loop),
      outputs_(outputs),
      backoff_(backoff),
      delivered_(std::move(delivered)),
      released_(std::move(released)) {}

Delivery::~Delivery() {
  for (const Retry& retry : retries_) loop_.remove(retry.timer);
}

void Delivery::dispatch(Chunks::Chunk chunk) {
  auto owned = std::make_unique<Task>();
  Task& task = *owned;
  while (tasks_.count(task.id) != 0) ++task.id;  // the lowest free id, as Fluent Bit's task map gives
  task.input = chunk.input;
  task.tag = std::move(chunk.tag);
  task.data = std::move(chunk.data);
  task.records = chunk.records;
  tasks_[task.id] = std::move(owned);
  std::vector<Output*> routes;
  for (const auto& output : outputs_) {
    if (output->matches(task.tag)) routes.push_back(output.get());
  }
  task.users = static_cast<int>(routes.size());
  if (routes.empty()) {
    log_debug("[task] no output matches tag '%s', %zu records are dropped", task.tag.c_str(), task.records);
    ++task.users;
    return done(task);
  }
  log_debug("[task] created task id=%i tag=%s records=%zu", task.id, task.tag.c_str(), task.records);
  for (Output* output : routes) output->flush(task);
}

void Delivery::finished(Output& output, Task& task, int result) {
  if (result == flb::kRetry) return retry(output, task);
  if (result == flb::kOk) {
    count(output, "proc_records_total", task.records);
    count(output, "proc_bytes_total", task.data.size());
    const auto attempts = task.attempts.find(&output);
    if (attempts != task.attempts.end()) {
      log_info("[engine] flush chunk of tag '%s' succeeded at retry %i: task_id=%i, input=%s > output=%s (out_id=%i)",
               task.tag.c_str(), attempts->second, task.id, task.input->label(), output.label(), output.id());
    }
    delivered_(task.records);
    return done(task);
  }
  // Fluent Bit says nothing here; someone who tests a plugin wants to know.
  log_error("[host] chunk of tag '%s' with %zu records is dropped: input=%s > output=%s returned ERROR",
            task.tag.c_str(), task.records, task.input->label(), output.label());
  count(output, "errors_total", 1);
  drop(output, task);
}

void Delivery::retry(Output& output, Task& task) {
  int& attempts = task.attempts[&output];
  const int limit = output.retry_limit();
  if (limit == 0) {
    log_info("[engine] chunk of tag '%s' is not retried (no retry config): task_id=%i, input=%s > output=%s "
             "(out_id=%i)", task.tag.c_str(), task.id, task.input->label(), output.label(), output.id());
    return drop(output, task);
  }
  if (limit != Output::kRetryForever && attempts >= limit) {
    log_error("[engine] chunk of tag '%s' cannot be retried: task_id=%i, input=%s > output=%s", task.tag.c_str(),
              task.id, task.input->label(), output.label());
    count(output, "retries_failed_total", 1);
    return drop(output, task);
  }
  ++attempts;
  count(output, "retries_total", 1);
  const int seconds = wait_seconds(attempts);
  retries_.push_back({&output, &task, 0});
  schedule(&retries_.back(), seconds);
  log_warn("[engine] failed to flush chunk of tag '%s', retry in %i seconds: task_id=%i, input=%s > output=%s "
           "(out_id=%i)", task.tag.c_str(), seconds, task.id, task.input->label(), output.label(), output.id());
}

void Delivery::schedule(Retry* retry, int seconds) {
  retry->timer = loop_.every(std::chrono::seconds(seconds), [this, retry] {
    loop_.remove(retry->timer);
    Output* const output = retry->output;
    Task* const task = retry->task;
    retries_.remove_if([retry](const Retry& each) { return &each == retry; });
    output->flush(*task);
  });
}

// The capped back-off with full jitter of Fluent Bit's scheduler.
int Delivery::wait_seconds(int attempts) const {
  if (hurry_) return 1;
  static thread_local std::minstd_rand random{std::random_device{}()};
  const double most = std::min<double>(backoff_.cap, backoff_.base * std::pow(2, attempts));
  return std::uniform_int_distribution<int>(backoff_.base, std::max(backoff_.base, static_cast<int>(most)))(random) + 1;
}

void Delivery::hurry() {
  hurry_ = true;
  for (Retry& retry : retries_) {
    loop_.remove(retry.timer);
    schedule(&retry, 1);
  }
}

void Delivery::drop(Output& output, Task& task) {
  count(output, "dropped_records_total", task.records);
  done(task);
}

void Delivery::done(Task& task) {
  if (--task.users > 0) return;
  const auto owned = std::move(tasks_.at(task.id));
  tasks_.erase(owned->id);
  released_(*owned);
}

}  // namespace host
