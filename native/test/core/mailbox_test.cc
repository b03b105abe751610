#include "core/mailbox.h"

#include <doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "core/error_text.h"
#include "core/log_queue.h"

using flbnode::LogQueue;
using flbnode::Mailbox;

TEST_CASE("a mailbox says when its taker needs a wake-up") {
  Mailbox<int> box;
  CHECK(box.Push(1));
  CHECK_FALSE(box.Push(2));
  CHECK(box.TakeAll() == std::vector<int>{1, 2});
  CHECK(box.empty());
  CHECK(box.Push(3));
}

TEST_CASE("a message that is not taken yet can be removed, once") {
  Mailbox<int> box;
  for (const int n : {1, 2, 3}) box.Push(n);
  const auto is_two = [](int n) { return n == 2; };
  CHECK(box.Remove(is_two));
  CHECK_FALSE(box.Remove(is_two));
  CHECK(box.TakeAll() == std::vector<int>{1, 3});
  CHECK_FALSE(box.Remove(is_two));
}

TEST_CASE("with one wake-up per batch nothing stays behind") {
  Mailbox<int> box;
  std::atomic<int> wakeups{0};
  constexpr int kEach = 20'000;
  std::vector<std::thread> senders;
  for (int s = 0; s < 3; ++s) {
    senders.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        if (box.Push(i)) wakeups++;
      }
    });
  }
  size_t taken = 0;
  while (taken < 3 * kEach) {
    if (wakeups.load() == 0) {
      std::this_thread::yield();
      continue;
    }
    wakeups--;
    taken += box.TakeAll().size();
  }
  for (auto& sender : senders) sender.join();
  CHECK(box.empty());
}

TEST_CASE("a log queue is bounded and says what it lost") {
  LogQueue queue(2);
  for (const char* text : {"a", "b", "c", "d"}) queue.Push(3, text);
  size_t dropped = 0;
  auto lines = queue.TakeAll(&dropped);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].text == "a");
  CHECK(lines[1].level == 3);
  CHECK(dropped == 2);
  CHECK(queue.TakeAll(&dropped).empty());
  CHECK(dropped == 0);
}

TEST_CASE("error lines have the values, the code and the next step") {
  struct Entry {
    const char *code, *message, *fix;
  };
  const Entry entry = {"FLB_NODE_E_X", "%s is 100% of %s", "do this"};
  CHECK(flbnode::ErrorText(entry, {"a", "b"}) == "a is 100% of b [FLB_NODE_E_X] -> do this");
  CHECK(flbnode::ErrorText(entry, {"a"}) == "a is 100% of %s [FLB_NODE_E_X] -> do this");
}
