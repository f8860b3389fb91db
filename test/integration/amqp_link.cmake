add_test(NAME integration/amqp_link COMMAND ${CMAKE_CURRENT_LIST_DIR}/amqp_link_test.py)
set_tests_properties(integration/amqp_link PROPERTIES LABELS integration TIMEOUT 600 SKIP_RETURN_CODE 77
    ENVIRONMENT "AMQP_LINK_BENCH=$<TARGET_FILE:amqp_link_bench>")
