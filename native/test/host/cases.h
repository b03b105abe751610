// What the host is asked to do, and what must be seen. One case is one run of the host.
#pragma once

#include <map>
#include <string>
#include <vector>

struct Case {
  std::string name;
  std::string config;                        // YAML; @DIR@ is the folder of the fixtures
  std::vector<std::string> args;
  std::vector<std::string> in_order;         // parts of lines of stderr, in this order
  std::vector<std::string> never = {};       // must not be on stderr or stdout
  std::vector<std::string> on_stdout = {};   // in order, too
  int status = 0;                            // exit status, or minus the signal that ends it
  std::map<std::string, std::string> env = {};
  int send = 0;                              // a signal sent once "FIX input PreRun" was seen
  int then = 0;                              // another, once "successful reload" was
  bool alloc = false;                        // flb-node-host-alloc
  bool plain_only = false;                   // exact sizes, or leaks by design: not under a sanitizer
};

struct As {
  std::string text;  // "5.1"
  int number;        // 501
};

std::vector<Case> cases_for(const As& as);
