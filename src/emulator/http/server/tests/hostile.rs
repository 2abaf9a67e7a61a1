//! Input that nobody sends by mistake.

use super::*;

#[tokio::test]
async fn a_hundred_megabytes_are_answered_or_cut_and_not_kept() {
    let emulator = start().await;
    let address = emulator.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let size: usize = 100 << 20;
    let head = format!(
        "POST {MAPPINGS} HTTP/1.1\r\nHost: x\r\n{}Content-Length: {size}\r\n\r\n",
        authorization("test", "eu-west-1", "lambda")
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let block = vec![b'x'; 1 << 16];
    let mut sent = 0;
    while sent < size && stream.write_all(&block).await.is_ok() {
        sent += block.len();
    }
    // It gave up long before the end.
    assert!(sent < size / 2, "{sent}");
    let status = call(&emulator, "GET", MAPPINGS, &Value::Null).await.status;
    assert_eq!(status, 200);
    assert!(emulator.requests().iter().all(|it| it.body.len() < 2 << 20));
}

#[tokio::test]
async fn a_thousand_idle_connections_keep_nobody_out() {
    let emulator = start().await;
    let address = emulator.endpoint().replace("http://", "");
    let mut idle = Vec::new();
    for number in 0..1000 {
        let Ok(mut stream) = TcpStream::connect(&address).await else {
            // The machine may allow fewer open files to one process.
            assert!(number >= 200, "{number}");
            break;
        };
        if number % 2 == 0 {
            stream.write_all(b"POST / HTTP/1.1\r\nHost:").await.unwrap();
        }
        idle.push(stream);
        if number % 100 == 0 {
            let status = call(&emulator, "GET", MAPPINGS, &Value::Null).await.status;
            assert_eq!(status, 200);
        }
    }
    // Room for one more, where files are few.
    idle.truncate(idle.len() - 10);
    let status = call(&emulator, "GET", MAPPINGS, &Value::Null).await.status;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_wrong_length_is_an_answer_or_an_end() {
    let emulator = start().await;
    for length in ["-1", "99999999999999999999", "5, 6", "0x10"] {
        let request = format!(
            "POST {MAPPINGS} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{}Content-Length: {length}\r\n\r\n{{}}",
            authorization("test", "eu-west-1", "lambda")
        );
        let answer = exchange(&emulator, request.as_bytes()).await;
        assert!(
            answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"),
            "{length}: {}",
            String::from_utf8_lossy(&answer)
        );
    }
    assert!(emulator.mappings().is_empty());
}

#[tokio::test]
async fn deep_json_inside_a_filter_is_refused() {
    let emulator = start().await;
    for depth in [100, 1000, 100_000] {
        let pattern = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        let mut body = valid_queue();
        body["FilterCriteria"] = json!({ "Filters": [{ "Pattern": pattern }] });
        let reply = call(&emulator, "POST", MAPPINGS, &body).await;
        assert_eq!(reply.status, 400, "{depth}");
    }
}
