package io.quorate.consensus.zab;

import io.quorate.testkit.module.PackagesContract;

class ZabPackagesTest extends PackagesContract {

    @Override
    protected Class<?> atTheTop() {
        return ZabFactory.class;
    }
}
