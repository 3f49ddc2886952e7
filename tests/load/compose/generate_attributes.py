"""Values for the attributes of a service, made by chance: usual ones, and now and then one that is wrong."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

SERVICES = ("a", "b", "c", "web-1")


def one(*values: Any, rare: tuple[Any, ...] = ()) -> SearchStrategy[Any]:
    """One of these values or strategies; once in a long while one of the rare ones, mostly errors."""
    usual = st.one_of([value if isinstance(value, SearchStrategy) else st.just(value) for value in values])
    if not rare:
        return usual
    return st.integers(0, 99).flatmap(lambda number: st.sampled_from(rare) if number == 57 else usual)


def some(values: SearchStrategy[Any], most: int = 3) -> SearchStrategy[list[Any]]:
    """A short list."""
    return st.lists(values, max_size=most)


def part(**optional: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """A mapping with some of these keys; a trailing underscore in a key is left out, two are a dash."""
    return st.fixed_dictionaries(
        {}, optional={key.rstrip("_").replace("__", "-"): value for key, value in optional.items()}
    )


word = one("x", "y", "some text", "a=b", "", "${V}", "${V:-d}", "${U:-}", "$$V", "a:b", "1", "true", "é")
number = one(0, 1, 2, 5, "3", "${N}", rare=(-1, 1.5, "x"))
flag = one(True, False, "true", "yes", "${T}", "off")
size = one("1m", "64MB", 1024, "0", "1.5g", "${S}", rare=(2.5, -1, "-1", "bad"))
duration = one("10s", "1m30s", "0s", "1h", "1.5s", "${D}", rare=("90", 90, ""))
key = one("A", "B", "C", "dotted.key", "x-k", "V")
pairs = one(
    st.dictionaries(key.filter(lambda name: name != "x-k"), one(word, None, 1, True, 1.5), max_size=3),
    some(one("A=1", "A=2", "B", "B=", "C=${V}", "V", "D=a=b", "N=${N}"), 4),
)
paths = one("./p", "../q", "/abs", "~/h", "rel", "./p/../r/")
command = one("a b", "sh -c 'x y'", "", [], ["a", "b c"], None, "a; b", ["${V}"], "$$X")
hook = st.fixed_dictionaries(
    {"command": command}, optional={"user": word, "environment": pairs, "privileged": flag}
)
port = one(
    80,
    "80",
    "81:80",
    "127.0.0.1:81:80",
    "81-82:80-81",
    "80-81",
    "80/udp",
    "${P}:80",
    "[::1]:5:6",
    st.fixed_dictionaries(
        {"target": one(80, "80", 81)},
        optional={
            "published": one(80, "81", "80-90"),
            "protocol": one("tcp", "udp"),
            "host_ip": one("1.2.3.4", rare=("bad",)),
            "mode": word,
            "name": word,
        },
    ),
    rare=("bad", 80.0, {"published": 80}),
)
volume = one(
    "./d:/d",
    "vol:/v",
    "/anon",
    "vol:/v/:ro",
    "./d:/d:z,ro",
    "other:/o",
    "~/x:/x",
    "./${P}:/p",
    "v:/x",
    st.fixed_dictionaries(
        {
            "type": one("bind", "volume", "tmpfs"),
            "target": one("/d", "/v", "/t/"),
            "source": one("vol", rare=("./s", "rel")),
        },
        optional={
            "read_only": flag,
            "bind": part(propagation=word, create_host_path=flag, selinux=one("z")),
            "volume": part(nocopy=flag, labels=pairs, subpath=word),
            "tmpfs": part(size=size, mode=one(0o1777, 5)),
        },
    ),
    rare=("a:b:c:d", {"type": "bind"}, "no:/n"),
)
file_use = one("s", "t", rare=("no",)) | st.fixed_dictionaries(
    {"source": one("s", "t")},
    optional={"target": one("/x", "y"), "mode": one(0o440, "0440", 292), "uid": word, "gid": word},
)
membership = one(
    None,
    part(
        aliases=some(one("x", "y", "z")),
        priority=one(1, 5),
        ipv4_address=word,
        driver_opts=part(k=one("v", 1)),
    ),
)
dependency = st.fixed_dictionaries(
    {"condition": one("service_started", "service_healthy")},
    optional={"required": one(True, False), "restart": flag},
)
limits = part(cpus=one("0.5", 0.5, 1), memory=size, pids=number)
device = one(
    "/dev/a",
    "/dev/a:/dev/b",
    "/dev/a:/dev/b:r",
    {"source": "/dev/s", "target": "/dev/a"},
    rare=("a:b:c:d", {"source": "/dev/s"}),
)
request = st.fixed_dictionaries(
    {"capabilities": some(one("gpu"), 1)},
    optional={"count": one(1, "all", "2"), "driver": word, "options": pairs},
)
build = one(
    ".",
    "./ctx",
    "https://example.com/x.git",
    part(
        context=paths,
        dockerfile=word,
        args=pairs,
        labels=pairs,
        target=word,
        tags=some(one("t", "u")),
        additional_contexts=one({"k": "./x"}, ["k=./x"], rare=(["bad"], {"j": "service:a"})),
        cache_from=some(word, 2),
        secrets=some(file_use, 2),
        ssh=one(["default"], {"k": "./k"}),
        extra_hosts=one(["h=1.1.1.1"], {"h": "1.1.1.1"}),
        no_cache=flag,
        pull=flag,
        shm_size=one("1m", 5),
        platforms=some(word, 0),
        network=word,
        ulimits=part(nofile=number),
        provenance=one(True, "max"),
    ),
)
ATTRIBUTES: dict[str, SearchStrategy[Any]] = {
    "image": one("i:1", "i:2", "i:${V}", "i"),
    "build": build,
    "command": command,
    "entrypoint": command,
    "environment": pairs,
    "env_file": one(
        "a.env",
        ["a.env"],
        ["b.env", "a.env"],
        [{"path": "a.env"}, {"path": "no.env", "required": False}],
        [{"path": "b.env"}],
        [],
        rare=(["no.env"], [{"path": "b.env", "format": "raw"}]),
    ),
    "label_file": one("l.label", ["l.label"]),
    "labels": pairs,
    "annotations": pairs,
    "sysctls": pairs,
    "ports": some(port),
    "expose": some(one(80, "80", "81-82"), 2),
    "volumes": some(volume),
    "volumes_from": some(one("a", "container:x"), 2),
    "networks": one(
        st.lists(one("n", "m", "default"), unique=True, max_size=2),
        st.dictionaries(one("n", "m"), membership, max_size=2),
        None,
    ),
    "network_mode": one("host", "bridge", rare=("service:a",)),
    "depends_on": one(
        st.lists(one("a", "b"), unique=True, max_size=2),
        st.dictionaries(one("a", "b"), dependency, max_size=2),
    ),
    "links": some(one("a", "b:x", rare=("c:d:e",)), 2),
    "external_links": one([], ["p"], ["q:r", "s"]),
    "extra_hosts": one(
        some(one("h=1.1.1.1", "h:2.2.2.2", "i=[::1]", "j=1.1.1.1,2.2.2.2", rare=("bad",)), 3),
        {"h": "1.1.1.1"},
        {"h": ["3.3.3.3", "1.1.1.1"]},
    ),
    "profiles": some(one("p", "q"), 2),
    "secrets": some(file_use, 2),
    "configs": some(file_use, 2),
    "healthcheck": part(
        test=one("x", ["CMD", "x"], ["NONE"], [], "", rare=(["x"],)),
        interval=duration,
        timeout=duration,
        retries=one(1, "2", 0),
        disable=flag,
        start_period=duration,
    ),
    "deploy": one(
        None,
        part(
            replicas=number,
            labels=pairs,
            resources=part(
                limits=limits, reservations=part(cpus=one("0.1"), memory=size, devices=some(request, 1))
            ),
            restart_policy=part(condition=word, delay=duration, max_attempts=number),
            placement=part(constraints=some(word, 2)),
            update_config=part(parallelism=number, delay=duration, order=one("start-first", rare=("bad",))),
            mode=word,
            endpoint_mode=word,
        ),
    ),
    "logging": part(
        driver=one("d", "e"), options=st.dictionaries(one("k", "l"), one("v", 1, None, 1.5), max_size=2)
    ),
    "ulimits": st.dictionaries(
        one("nofile", "core"), one(number, part(soft=number, hard=number)), max_size=2
    ),
    "dns": one("1.1.1.1", ["1.1.1.1", "2.2.2.2"], "${U:-}", ["", "1.1.1.1"], []),
    "dns_search": one("d", ["d", "e"]),
    "dns_opt": some(one("o", "p"), 2),
    "tmpfs": one("/t", ["/t", "/u:size=1m"], ["/d"]),
    "cap_add": some(one("A", "B"), 2),
    "security_opt": one([], ["o=1"], ["p", "q"]),
    "group_add": one([1], ["g", 2], rare=([2.5],)),
    "devices": some(device, 2),
    "gpus": one("all", some(request, 2)),
    "cpus": one(0.5, "0.5", 1, "1e-1", 0, rare=("bad",)),
    "cpu_shares": number,
    "cpu_quota": number,
    "cpu_percent": one(50, "50", rare=(101,)),
    "cpu_count": number,
    "mem_limit": size,
    "mem_reservation": size,
    "memswap_limit": size,
    "shm_size": size,
    "mem_swappiness": one(5, "10"),
    "pids_limit": number,
    "scale": number,
    "oom_score_adj": number,
    "init": flag,
    "tty": flag,
    "stdin_open": flag,
    "privileged": flag,
    "read_only": flag,
    "attach": flag,
    "oom_kill_disable": flag,
    "use_api_socket": one(True, False, rare=("true",)),
    "stop_grace_period": duration,
    "stop_signal": word,
    "hostname": word,
    "container_name": one("cn", "cm", "${V}", rare=("x",)),
    "user": word,
    "restart": word,
    "pull_policy": one("always", "if_not_present", rare=("bad",)),
    "working_dir": paths,
    "pid": one("host", rare=("service:a",)),
    "ipc": one("host", rare=("service:b",)),
    "platform": word,
    "runtime": word,
    "storage_opt": st.dictionaries(one("k", "l"), one("v", 1, rare=(True,)), max_size=2),
    "blkio_config": part(
        weight=one(5, rare=("5",)), device_read_bps=some(part(path=word, rate=one("1m", 5)), 1)
    ),
    "post_start": some(hook, 2),
    "pre_stop": some(hook, 1),
    "develop": one(
        None,
        part(
            watch=some(
                st.fixed_dictionaries(
                    {"path": paths, "action": one("rebuild", rare=("sync", "bad"))},
                    optional={"target": word, "ignore": one("x", ["x"]), "exec": hook},
                ),
                2,
            )
        ),
    ),
    "models": one(["mm"], {"mm": None}, {"mm": {"endpoint_var": "E"}}),
    "provider": st.fixed_dictionaries(
        {"type": word}, optional={"options": st.dictionaries(word, one("v", [1, "w"], True), max_size=1)}
    ),
    "credential_spec": part(file=word),
    "cgroup": one("host", rare=("bad",)),
    "cgroup_parent": word,
    "mac_address": word,
    "x-own": one(1, {"a": ["${V}"]}, None),
    "nonsense": word,
}
