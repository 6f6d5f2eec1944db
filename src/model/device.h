// The device model: what the device stores and where, its channels, its surroundings.
#pragma once
struct device;
const char *device_name(const struct device *device);
