// One line for the host's log from an entry of the error table (src/errors.ts, as error_table.h).
#pragma once

#include <initializer_list>
#include <string>

namespace flbnode {

// The message; each %s of it takes one argument.
template <typename Entry>
std::string MessageText(const Entry& entry, std::initializer_list<std::string> args) {
  std::string text;
  auto next = args.begin();
  for (const char* at = entry.message; *at != '\0'; ++at) {
    if (at[0] == '%' && at[1] == 's' && next != args.end()) {
      text += *next++;
      ++at;
    } else {
      text += *at;
    }
  }
  return text;
}

// "message [CODE] -> fix", as describeError() in src/errors.ts prints it.
template <typename Entry>
std::string ErrorText(const Entry& entry, std::initializer_list<std::string> args) {
  return MessageText(entry, args) + " [" + entry.code + "] -> " + entry.fix;
}

}  // namespace flbnode
