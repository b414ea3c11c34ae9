package io.quorate.consensus.zab;

import io.quorate.testkit.PackagesContract;

class ZabPackagesTest extends PackagesContract {

    @Override
    protected Class<?> atTheTop() {
        return ZabFactory.class;
    }
}
