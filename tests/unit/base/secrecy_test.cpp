#include "base/secrecy.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace hexameter::detail {
namespace {

TEST(HoldsAKey, WhatIsNamedLikeOneOrHasItsFormUnderANameThatHidesIt) {
    for (const char* name : {"api_key", "X-Auth-Token", "key", "token", "password"})
        EXPECT_TRUE(holds_a_key(name, "")) << name;
    for (const auto& [name, value] :
         {std::pair{"hf_token", "hf_s3cr3t"}, std::pair{"HF_TOKEN", "hf_s3cr3t"},
          std::pair{"my_token", "0123456789abcdef0123456789abcdef"},
          std::pair{"openai_key", "sk-s3cr3t"}})
        EXPECT_TRUE(holds_a_key(name, value)) << name;
}

TEST(HoldsAKey, NoSettingThatOnlySoundsAlike) {
    for (const auto& [name, value] :
         {std::pair{"eos_token", "<|endoftext|>"}, std::pair{"hf_token", "HF_TOKEN"},
          std::pair{"max_tokens", ""}, std::pair{"stop_token_ids", ""},
          std::pair{"prompt_cache_key", "0123456789abcdef0123456789abcdef"},
          std::pair{"prefix", "sk-"}, std::pair{"api_key_env", "KEY"}})
        EXPECT_FALSE(holds_a_key(name, value)) << name;
}

TEST(AddressWithSecret, IsOneAlsoWhereItIsWrittenWrong) {
    for (const char* text :
         {"http://me:s3cr3t@host/", "http://me@host", "http://host/v1?a=b&key=s3cr3t",
          "http://me:s3/cr3t@host:1", "http://me:s3#cr3t@host", "http://me:s3 cr3t@host:1",
          "me:s3cr3t@host", "me:s3/cr3t@host:80/v1"})
        EXPECT_TRUE(is_address_with_secret(text)) << text;
    for (const char* text :
         {"http://host/v1?api-version=2024", "http://host/?mail=a@b", "http://host/v1/a%40b",
          "mail http://a@b", "http://host says me@host", "a@b", ":@", "git@host:path", "12:30",
          "model:7b@sha256:0123", "", "http://"})
        EXPECT_FALSE(is_address_with_secret(text)) << text;
}

TEST(AddressWithSecret, IsOneWithAKeyInItsPathOrUnderAnyNameInItsQuery) {
    for (const char* text : {"http://host/sk-proj-abcdefghijklmnop1234567890/v1",
                             "http://host/v1/sk-proj-abcdefghijklmnop1234567890",
                             "host:80/sk-proj-abcdefghijklmnop1234567890",
                             "http://host/v1?id=sk-proj-abcdefghijklmnop1234567890#there",
                             "http://host/v1?a=b&id=AKIAIOSFODNN7EXAMPLE"})
        EXPECT_TRUE(is_address_with_secret(text)) << text;
    for (const char* text :
         {"http://host/sk-learn/v1", "http://host/models/0123456789abcdef0123456789abcdef",
          "http://host/sk-/AbCdEfGhIjKlMnOp1", "task-wqzxyjvkghpr0123456789"})
        EXPECT_FALSE(is_address_with_secret(text)) << text;
}

TEST(ToldValue, HidesAddressesWithASecret) {
    EXPECT_EQ(told_value("hook", "http://me:s3cr3t@host"), hidden);
    EXPECT_EQ(told_value("hook", "http://host/v1"), "http://host/v1");
}

}  // namespace
}  // namespace hexameter::detail
