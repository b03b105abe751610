// A chunk on its way to the outputs that match it. Pipeline thread, but for the bytes, which do not change.
#pragma once

#include <map>
#include <string>

namespace host {

class Input;
class Output;

struct Task {
  int id = 0;
  Input* input = nullptr;
  std::string tag;
  std::string data;
  std::size_t records = 0;
  int users = 0;                  // outputs that have not finished with it, in flight or waiting for a retry
  std::map<Output*, int> attempts;  // retries made so far
};

}  // namespace host
