terraform {
  required_providers {
    awslambda = {
      source = "terraform.local/lambda/awslambda"
    }
  }
}

variable "endpoint" {
  description = "Where the emulated Lambda listens."
  default     = "http://127.0.0.1:4599"
}

provider "awslambda" {
  region     = "eu-west-1"
  access_key = "demo"
  secret_key = "demo"

  # The emulator has no quota to share.
  max_requests_per_second = 0

  endpoints {
    lambda = var.endpoint
    sts    = var.endpoint
  }
}
