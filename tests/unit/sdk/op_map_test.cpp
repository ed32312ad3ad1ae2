#include "hexameter/sdk/op_map.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace hexameter::sdk {
namespace {

TEST(OpMap, RenewDropsWhatWasThere) {
    OpMap<std::string> map;
    map.renew(1) = "first attempt";
    EXPECT_EQ(map.get(1), "first attempt");
    EXPECT_EQ(map.renew(1), "");
    EXPECT_EQ(map.size(), 1U);
}

TEST(OpMap, ObtainKeepsWhatWasThere) {
    OpMap<std::string> map;
    map.obtain(1) = "kept";
    EXPECT_EQ(map.obtain(1), "kept");
}

TEST(OpMap, GetNamesAnOperationThatIsNotThere) {
    OpMap<int> map;
    map.renew(5);
    map.drop(5);
    map.drop(5);
    try {
        static_cast<void>(map.get(5));
        FAIL() << "no error";
    } catch (const Error& e) {
        EXPECT_EQ(e.status(), Status::bad_argument);
        EXPECT_NE(std::string(e.what()).find("operation 5"), std::string::npos);
    }
}

TEST(OpMap, AStateStaysInItsPlaceWhileOthersComeAndGo) {
    OpMap<int> map;
    int& first = map.renew(1);
    for (hxm_op op = 2; op < 1000; ++op) {
        map.renew(op);
    }
    for (hxm_op op = 2; op < 1000; ++op) {
        map.drop(op);
    }
    EXPECT_EQ(&map.get(1), &first);
}

TEST(OpMap, ServesOperationsOfSeveralThreads) {
    OpMap<hxm_op> map;
    std::vector<std::thread> threads;
    for (hxm_op thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&map, thread] {
            for (hxm_op op = thread * 1000; op < thread * 1000 + 1000; ++op) {
                map.renew(op) = op;
                EXPECT_EQ(map.get(op), op);
                if (op % 2 == 0) {
                    map.drop(op);
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(map.size(), 2000U);
}

}  // namespace
}  // namespace hexameter::sdk
