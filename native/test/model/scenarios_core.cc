// Of the parts of native/core alone, where the whole instance would hide an order or have too many.
#include <optional>

#include "core/flush_table.h"
#include "core/mailbox.h"
#include "core/producer.h"
#include "core/ring.h"
#include "scenarios.h"
#include "world.h"

namespace model {

namespace {

using flbnode::FlushTable;
using flbnode::Ring;
using flbnode::Status;

class Part : public Scenario {
 public:
  void Stalled(const std::vector<std::string>& waiting) override {
    Violated("nothing but its time-out ends the wait of " + waiting.front());
  }
  void End(const std::vector<std::string>& unfinished) override {
    if (!unfinished.empty()) Violated(unfinished.front() + " waits for ever");
  }
};

// A Worker's answer, the answer to all of a crash or an Exit, and whoever waits.
class Answers : public Part {
 public:
  void Begin() override {
    id_ = table_.Open();
    Spawn("worker", [this] { table_.Answer(id_, Status::kOk); });
    Spawn("supervisor", [this] { table_.AnswerAll(Status::kRetry, true); });
    Spawn("flusher", [this] {
      const auto first = table_.Wait(id_, flbnode::SteadyClock::now() + std::chrono::hours(1));
      const auto second = table_.Wait(id_, flbnode::SteadyClock::now());
      Check(!first.has_value() || first == second, "the answer to a flush has changed");
      table_.Close(id_);
      Check(!table_.Wait(id_, flbnode::SteadyClock::now()).has_value(), "a closed flush was answered");
    });
  }

 private:
  FlushTable table_;
  uint32_t id_ = 0;
};

// Senders that wake the taker only where the box was empty.
class Mails : public Part {
 public:
  void Begin() override {
    for (int sender = 0; sender < 2; ++sender) {
      Spawn("sender", [this] {
        for (int i = 0; i < 2; ++i) {
          if (box_.Push(i)) bell_.Set();
        }
      });
    }
    Spawn("taker", [this] {
      for (size_t taken = 0; taken < 4;) {
        bell_.Take();
        taken += box_.TakeAll().size();
      }
    });
  }

 private:
  flbnode::Mailbox<int> box_;
  Signal bell_;
};

// Both sides of a ring sleep when they have nothing to do; the consumer may pause and resume.
class Queue : public Part {
 public:
  Queue(int records, bool pauses) : records_(records), pauses_(pauses) {}

  void Begin() override {
    Spawn("producer", [this] { Produce(); });
    Spawn("consumer", [this] { Consume(); });
  }

 private:
  void Produce() {
    Producer producer(*ring_);
    producer.wake_host = [this] { wake_host_.Set(); };
    const std::string record(1300, 'r');
    while (accepted_ < records_) {
      auto offer = producer.offer(record);
      if (offer == Producer::kFull) {
        producer.await_space();
        offer = producer.offer(record);
      }
      if (offer == Producer::kAccepted) {
        ++accepted_;
      } else {
        wake_producer_.Take();
      }
    }
  }

  void Drain() {
    const auto read = ring_->Read(SIZE_MAX, ring_->published());
    consumed_ += static_cast<int>(read.records);
    if (ring_->Release(read.end)) wake_producer_.Set();
  }

  void Consume() {
    if (pauses_) {
      ring_->Pause();
      Drain();
      const int before = consumed_;
      Drain();
      Check(consumed_ == before, "a record was accepted after Pause");
      ring_->Resume();
      wake_producer_.Set();
    }
    while (consumed_ < records_) {
      wake_host_.Take();
      Drain();
      if (!ring_->empty()) wake_host_.Set();
    }
  }

  const std::unique_ptr<Ring> ring_ = Ring::Create(4096);
  const int records_;
  const bool pauses_;
  Signal wake_host_, wake_producer_;
  int accepted_ = 0, consumed_ = 0;
};

}  // namespace

std::vector<NamedScenario> CoreScenarios() {
  return {
      {"flush table: answer, answer to all, time-out", [] { return std::make_unique<Answers>(); }},
      {"mailbox: two senders, one taker", [] { return std::make_unique<Mails>(); }},
      {"ring: both sides sleep", [] { return std::make_unique<Queue>(4, false); }},
      {"ring: pause and resume", [] { return std::make_unique<Queue>(2, true); }},
  };
}

}  // namespace model
