# The exchange of test_gateway.py.
backstop_program(backstop-fix-counterparty
    SOURCES ${CMAKE_SOURCE_DIR}/test/support/fix_counterparty.cpp
    LINK backstop::common_fix backstop::common_config)
