# The function and its execution role. Lambda reads the event source with the permissions of this role.
resource "aws_iam_role" "example" {
  name = "process-orders"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

# For SQS. Kinesis, DynamoDB and MSK have managed policies of their own.
resource "aws_iam_role_policy_attachment" "example" {
  role       = aws_iam_role.example.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"
}

resource "aws_lambda_function" "example" {
  function_name = "process-orders"
  role          = aws_iam_role.example.arn
  runtime       = "provided.al2023"
  handler       = "bootstrap"
  filename      = "process-orders.zip"
  timeout       = 30

  depends_on = [aws_iam_role_policy_attachment.example]
}
