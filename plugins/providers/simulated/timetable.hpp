// The thread that hands every token on at its time.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "answer.hpp"

namespace hexameter::simulated {

// Answers by their next time, then by their operation. add and cancel: any thread.
class Timetable {
  public:
    void start();
    // Cancels what is left and joins the thread.
    void stop();

    void add(std::unique_ptr<Answer> answer);
    // Returns at once; the thread ends the answer next. Nothing happens for one that is over.
    void cancel(hxm_op op);

  private:
    using Key = std::pair<std::uint64_t, hxm_op>;  // due_ns, operation

    void serve();
    void serve_first(std::unique_lock<std::mutex>& lock);
    void insert(std::unique_ptr<Answer> answer);

    std::mutex mutex_;
    std::condition_variable wake_;
    std::map<Key, std::unique_ptr<Answer>> answers_;
    std::map<hxm_op, std::uint64_t> due_ns_;  // of every answer, also the one being served
    hxm_op served_ = 0;                       // is out of answers_, in the thread's hands
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace hexameter::simulated
